package io.farspan.local.dns;

import java.util.Map;

import io.farspan.provider.testkit.LocationMapProviderContractTest;

class DnsLocationMapProviderContractTest extends LocationMapProviderContractTest {

    @Override
    protected String name() {
        return "dns";
    }

    @Override
    protected Map<String, String> required() {
        return Map.of();
    }
}
