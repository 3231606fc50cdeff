package io.farspan.provider.dns;

import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.record.RecordNames;

/** The provider {@code dns}. */
public final class DnsLocationMapProvider implements LocationMapProvider {

    @Override
    public String name() {
        return "dns";
    }

    @Override
    public LocationMap create(MapConfig config) {
        RecordNames names = new RecordNames(config.zone());
        return new DnsLocationMap(names, new DnsClient(names.zone(), config));
    }
}
