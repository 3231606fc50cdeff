package io.farspan.core.plugin;

import io.farspan.plugin.FunctionPlugin;
import io.farspan.protocol.function.PluginDescription;

/**
 * A plugin and how it described itself when it was found; it is not asked again.
 *
 * @param plugin the plugin
 * @param description what it said
 */
record DescribedPlugin(FunctionPlugin plugin, PluginDescription description) {

    static DescribedPlugin of(FunctionPlugin plugin) {
        return new DescribedPlugin(
                plugin, new PluginDescription(plugin.name(), plugin.version(), plugin.role(), plugin.changesState()));
    }
}
