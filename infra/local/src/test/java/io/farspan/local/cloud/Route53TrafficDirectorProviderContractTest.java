package io.farspan.local.cloud;

import java.util.Map;

import io.farspan.provider.testkit.TrafficDirectorProviderContractTest;

class Route53TrafficDirectorProviderContractTest extends TrafficDirectorProviderContractTest {

    @Override
    protected String name() {
        return "route53";
    }

    @Override
    protected Map<String, String> required() {
        return Map.of("route53.hosted-zone-id", "Z1D633PJN98FT9");
    }
}
