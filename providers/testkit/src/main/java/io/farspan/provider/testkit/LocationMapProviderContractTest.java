package io.farspan.provider.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapConfig;

/** The laws of {@link LocationMapProvider}. */
public abstract class LocationMapProviderContractTest extends ProviderContractTest<MapConfig, LocationMap> {

    /** For a provider's test. */
    protected LocationMapProviderContractTest() {
        super(LocationMapProvider.class, MapConfig.PREFIX);
    }

    @Override
    MapConfig config(Map<String, String> options) {
        return new MapConfig(
                name(), "map.farspan.test", List.of("ns.farspan.invalid:53"), Duration.ofSeconds(1), options);
    }
}
