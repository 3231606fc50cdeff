package io.farspan.provider.aws;

import java.util.Set;

import io.farspan.provider.ProviderContext;
import io.farspan.provider.dns.DnsServers;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.record.RecordNames;

/**
 * The provider {@code route53}: {@code farspan.map.servers} are the hosted zone's name servers, {@code
 * farspan.map.route53.hosted-zone-id} its id. Credentials are found as AWS's tools find them.
 */
public final class Route53LocationMapProvider implements LocationMapProvider {

    @Override
    public String name() {
        return "route53";
    }

    @Override
    public Set<String> options() {
        return Set.of(Route53Api.ZONE, Route53Api.ENDPOINT);
    }

    @Override
    public LocationMap create(MapConfig config, ProviderContext context) {
        return new Route53LocationMap(
                new RecordNames(config.zone()),
                DnsServers.of(config, context),
                Route53Api.of(config.options(), config.timeout()));
    }
}
