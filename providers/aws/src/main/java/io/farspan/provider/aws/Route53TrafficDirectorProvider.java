package io.farspan.provider.aws;

import java.util.Set;

import io.farspan.provider.ProviderContext;
import io.farspan.provider.traffic.TrafficConfig;
import io.farspan.provider.traffic.TrafficDirector;
import io.farspan.provider.traffic.TrafficDirectorProvider;

/**
 * The provider {@code route53}: {@code farspan.traffic.name} is the name whose weighted records clients look up, {@code
 * farspan.traffic.route53.hosted-zone-id} the zone that has it. Each record's set identifier is its location.
 */
public final class Route53TrafficDirectorProvider implements TrafficDirectorProvider {

    private static final String TYPE = "type";

    @Override
    public String name() {
        return "route53";
    }

    @Override
    public Set<String> options() {
        return Set.of(TYPE, Route53Api.ZONE, Route53Api.ENDPOINT);
    }

    @Override
    public TrafficDirector create(TrafficConfig config, ProviderContext context) {
        return new Route53TrafficDirector(
                Route53Records.name(config.name()).toString(),
                config.options().find(TYPE).orElse("CNAME"),
                Route53Api.of(config.options(), config.timeout()));
    }
}
