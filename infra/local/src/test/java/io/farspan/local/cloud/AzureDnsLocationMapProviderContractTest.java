package io.farspan.local.cloud;

import java.util.Map;

import io.farspan.provider.testkit.LocationMapProviderContractTest;

class AzureDnsLocationMapProviderContractTest extends LocationMapProviderContractTest {

    @Override
    protected String name() {
        return "azure";
    }

    @Override
    protected Map<String, String> required() {
        return Map.of(
                "azure.subscription-id", "00000000-0000-0000-0000-000000000001", "azure.resource-group", "farspan");
    }
}
