package io.farspan.provider.dns;

import java.util.Set;

import io.farspan.provider.ProviderContext;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.record.RecordNames;

/**
 * The provider {@code dns}: {@code farspan.map.tsig} is the key for changes, {@code algorithm:name:base64}; only a router has
 * one.
 */
public final class DnsLocationMapProvider implements LocationMapProvider {

    private static final String TSIG = "tsig";

    @Override
    public String name() {
        return "dns";
    }

    @Override
    public Set<String> options() {
        return Set.of(TSIG);
    }

    @Override
    public LocationMap create(MapConfig config, ProviderContext context) {
        RecordNames names = new RecordNames(config.zone());
        return new DnsLocationMap(
                names, new DnsClient(names.zone(), config, config.options().find(TSIG), context.workers()));
    }
}
