package io.farspan.provider.dns;

import io.farspan.provider.map.MapConfig;
import io.farspan.provider.record.RecordNames;
import io.farspan.provider.record.RecordSource;

/** The map's DNS servers, for providers that change the map in another way than by DNS. */
public final class DnsServers {

    private DnsServers() {}

    /** Reads from the servers of {@code config}. */
    public static RecordSource of(MapConfig config) {
        return new DnsClient(new RecordNames(config.zone()).zone(), config);
    }
}
