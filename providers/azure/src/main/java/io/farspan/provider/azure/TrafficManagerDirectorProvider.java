package io.farspan.provider.azure;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

import com.azure.resourcemanager.trafficmanager.implementation.TrafficManagerManagementClientBuilder;

import io.farspan.provider.traffic.TrafficDirector;
import io.farspan.provider.traffic.TrafficDirectorProvider;

/**
 * The provider {@code trafficmanager}: {@code farspan.traffic.name} is the profile, {@code
 * farspan.traffic.azure.subscription-id} and {@code .resource-group} say where it is. Each endpoint's name is its
 * location.
 */
public final class TrafficManagerDirectorProvider implements TrafficDirectorProvider {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "trafficmanager";
    }

    @Override
    public TrafficDirector create(Function<String, Optional<String>> settings) {
        Optional<String> standIn = settings.apply("farspan.traffic.endpoint");
        return new TrafficManagerDirector(
                new TrafficManagerManagementClientBuilder()
                        .subscriptionId(
                                TrafficDirectorProvider.required(settings, "farspan.traffic.azure.subscription-id"))
                        .endpoint(ArmPipeline.endpoint(standIn))
                        .pipeline(ArmPipeline.create(standIn, TIMEOUT))
                        .buildClient()
                        .getProfiles(),
                TrafficDirectorProvider.required(settings, "farspan.traffic.azure.resource-group"),
                TrafficDirectorProvider.required(settings, "farspan.traffic.name"));
    }
}
