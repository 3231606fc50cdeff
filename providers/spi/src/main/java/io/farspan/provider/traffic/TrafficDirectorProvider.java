package io.farspan.provider.traffic;

import java.util.Optional;
import java.util.function.Function;

import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.provider.Provider;
import io.farspan.provider.ProviderContext;
import io.farspan.provider.Providers;

/** Makes a {@link TrafficDirector} for one service. */
public interface TrafficDirectorProvider extends Provider<TrafficConfig, TrafficDirector> {

    /** In place of a provider's name: clients go by the map's own records, and nothing else is to be changed. */
    String MAP = "map";

    /** The director that {@code farspan.traffic.*} settings describe, if there is to be one. */
    static Optional<TrafficDirector> createFrom(Function<String, Optional<String>> settings, PluginFolder plugins) {
        return settings.apply(TrafficConfig.PROVIDER)
                .filter(name -> !name.isBlank() && !name.equals(MAP))
                .map(name -> {
                    TrafficDirectorProvider provider =
                            Providers.find(TrafficDirectorProvider.class, name, TrafficConfig.PROVIDER, plugins);
                    return provider.create(
                            TrafficConfig.read(settings, provider.options()), ProviderContext.ofProcess());
                });
    }

    /** The director for {@code config} from the provider it names, which is on the class path. */
    static TrafficDirector createFrom(TrafficConfig config) {
        try (PluginFolder none = PluginFolder.none(TrafficDirectorProvider.class.getClassLoader())) {
            return Providers.find(TrafficDirectorProvider.class, config.provider(), TrafficConfig.PROVIDER, none)
                    .create(config, ProviderContext.ofProcess());
        }
    }
}
