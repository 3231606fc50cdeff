package io.farspan.provider.testkit;

import java.time.Duration;
import java.util.Map;

import io.farspan.provider.traffic.TrafficConfig;
import io.farspan.provider.traffic.TrafficDirector;
import io.farspan.provider.traffic.TrafficDirectorProvider;

/** The laws of {@link TrafficDirectorProvider}. */
public abstract class TrafficDirectorProviderContractTest extends ProviderContractTest<TrafficConfig, TrafficDirector> {

    /** For a provider's test. */
    protected TrafficDirectorProviderContractTest() {
        super(TrafficDirectorProvider.class, TrafficConfig.PREFIX);
    }

    @Override
    TrafficConfig config(Map<String, String> options) {
        return new TrafficConfig(name(), "shop.farspan.invalid", Duration.ofSeconds(1), options);
    }
}
