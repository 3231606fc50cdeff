package io.farspan.provider.testkit;

import io.farspan.provider.map.LocationMap;

class InMemoryLocationMapContractTest extends LocationMapContractTest {

    private final InMemoryLocationMap map = new InMemoryLocationMap();

    @Override
    protected LocationMap map() {
        return map;
    }

    @Override
    protected String zone() {
        return "map.farspan.test";
    }

    @Override
    protected LocationMap unreachableMap() {
        InMemoryLocationMap unreachable = new InMemoryLocationMap();
        unreachable.reachable(false);
        return unreachable;
    }

    @Override
    protected boolean limitsRecords() {
        return false;
    }
}
