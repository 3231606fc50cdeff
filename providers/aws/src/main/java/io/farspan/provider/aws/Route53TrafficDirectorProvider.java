package io.farspan.provider.aws;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

import io.farspan.provider.traffic.TrafficDirector;
import io.farspan.provider.traffic.TrafficDirectorProvider;

/**
 * The provider {@code route53}: {@code farspan.traffic.name} is the name whose weighted records clients look up, {@code
 * farspan.traffic.route53.hosted-zone-id} the zone that has it. Each record's set identifier is its location.
 */
public final class Route53TrafficDirectorProvider implements TrafficDirectorProvider {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "route53";
    }

    @Override
    public TrafficDirector create(Function<String, Optional<String>> settings) {
        return new Route53TrafficDirector(
                Route53Records.name(TrafficDirectorProvider.required(settings, "farspan.traffic.name"))
                        .toString(),
                settings.apply("farspan.traffic.type").orElse("CNAME"),
                new Route53Api(
                        TrafficDirectorProvider.required(settings, "farspan.traffic.route53.hosted-zone-id"),
                        settings.apply("farspan.traffic.endpoint"),
                        TIMEOUT));
    }
}
