package io.farspan.provider.dns;

import java.util.Optional;

import io.farspan.provider.ProviderContext;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.record.RecordNames;
import io.farspan.provider.record.RecordSource;

/** The map's DNS servers, for providers that change the map in another way than by DNS. */
public final class DnsServers {

    private DnsServers() {}

    /** Reads from the servers of {@code config}. */
    public static RecordSource of(MapConfig config, ProviderContext context) {
        return new DnsClient(new RecordNames(config.zone()).zone(), config, Optional.empty(), context.workers());
    }
}
