package io.farspan.provider;

import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.protocol.plugin.Plugins;

/** The providers of one kind, on the class path and in a folder of plugins. */
public final class Providers {

    private Providers() {}

    /**
     * The provider of that name.
     *
     * @param setting where the name stands, for the message
     * @throws IllegalArgumentException when there is none, with the names that there are
     */
    public static <P extends Provider<?, ?>> P find(Class<P> kind, String name, String setting, PluginFolder plugins) {
        Plugins<P> providers = plugins.find(kind, Provider::name);
        return providers
                .find(name)
                .orElseThrow(() -> new IllegalArgumentException("The setting " + setting + " is '" + name
                        + "', but the providers are " + providers.names() + ". Choose one of them, or put the jar of '"
                        + name + "' into the folder that farspan.plugins names."
                        + (providers.faults().isEmpty() ? "" : " Left out: " + String.join(" ", providers.faults()))));
    }
}
