package io.farspan.home.map;

import java.time.Clock;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;

import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapView;

/** Produces the configured location map; the only place where its provider is chosen. */
class MapBeans {

    @Produces
    @Singleton
    PluginFolder plugins(Config config) {
        return PluginFolder.read(
                key -> config.getOptionalValue(key, String.class), LocationMapProvider.class.getClassLoader());
    }

    @Produces
    @Singleton
    LocationMap map(Config config, PluginFolder plugins) {
        return LocationMapProvider.createFrom(key -> config.getOptionalValue(key, String.class), plugins);
    }

    void close(@Disposes LocationMap map) {
        map.close();
    }

    @Produces
    @Singleton
    MapView view(LocationMap map) {
        return new MapView(map, Clock.systemUTC());
    }
}
