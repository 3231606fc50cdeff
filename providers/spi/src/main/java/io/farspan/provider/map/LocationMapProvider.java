package io.farspan.provider.map;

import java.util.Optional;
import java.util.function.Function;

import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.provider.Provider;
import io.farspan.provider.ProviderContext;
import io.farspan.provider.Providers;

/** Makes a {@link LocationMap} for one kind of server. */
public interface LocationMapProvider extends Provider<MapConfig, LocationMap> {

    /** The map that {@code farspan.map.*} settings describe. */
    static LocationMap createFrom(Function<String, Optional<String>> settings, PluginFolder plugins) {
        LocationMapProvider provider = find(MapConfig.provider(settings), plugins);
        return provider.create(MapConfig.read(settings, provider.options()), ProviderContext.ofProcess());
    }

    /** The map for {@code config} from the provider it names, which is on the class path. */
    static LocationMap createFrom(MapConfig config) {
        try (PluginFolder none = PluginFolder.none(LocationMapProvider.class.getClassLoader())) {
            return find(config.provider(), none).create(config, ProviderContext.ofProcess());
        }
    }

    private static LocationMapProvider find(String name, PluginFolder plugins) {
        return Providers.find(LocationMapProvider.class, name, MapConfig.PROVIDER, plugins);
    }
}
