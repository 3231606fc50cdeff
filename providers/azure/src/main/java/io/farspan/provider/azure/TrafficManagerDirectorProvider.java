package io.farspan.provider.azure;

import java.util.Optional;
import java.util.Set;

import com.azure.resourcemanager.trafficmanager.implementation.TrafficManagerManagementClientBuilder;

import io.farspan.provider.ProviderContext;
import io.farspan.provider.traffic.TrafficConfig;
import io.farspan.provider.traffic.TrafficDirector;
import io.farspan.provider.traffic.TrafficDirectorProvider;

/**
 * The provider {@code trafficmanager}: {@code farspan.traffic.name} is the profile, {@code
 * farspan.traffic.azure.subscription-id} and {@code .resource-group} say where it is. Each endpoint's name is its
 * location.
 */
public final class TrafficManagerDirectorProvider implements TrafficDirectorProvider {

    @Override
    public String name() {
        return "trafficmanager";
    }

    @Override
    public Set<String> options() {
        return ArmPipeline.OPTIONS;
    }

    @Override
    public TrafficDirector create(TrafficConfig config, ProviderContext context) {
        Optional<String> standIn = config.options().find(ArmPipeline.ENDPOINT);
        return new TrafficManagerDirector(
                new TrafficManagerManagementClientBuilder()
                        .subscriptionId(config.options().require(ArmPipeline.SUBSCRIPTION))
                        .endpoint(ArmPipeline.endpoint(standIn))
                        .pipeline(ArmPipeline.create(standIn, config.timeout()))
                        .buildClient()
                        .getProfiles(),
                config.options().require(ArmPipeline.RESOURCE_GROUP),
                config.name(),
                context.workers());
    }
}
