package io.farspan.provider.azure;

import java.util.Optional;
import java.util.Set;

import com.azure.resourcemanager.dns.implementation.DnsManagementClientBuilder;

import io.farspan.provider.ProviderContext;
import io.farspan.provider.dns.DnsServers;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.record.RecordNames;

/**
 * The provider {@code azure}: {@code farspan.map.servers} are the zone's name servers, {@code
 * farspan.map.azure.subscription-id} and {@code .resource-group} say where the zone is. Credentials are found as Azure's
 * tools find them.
 */
public final class AzureDnsLocationMapProvider implements LocationMapProvider {

    @Override
    public String name() {
        return "azure";
    }

    @Override
    public Set<String> options() {
        return ArmPipeline.OPTIONS;
    }

    @Override
    public LocationMap create(MapConfig config, ProviderContext context) {
        Optional<String> standIn = config.options().find(ArmPipeline.ENDPOINT);
        return new AzureDnsLocationMap(
                new RecordNames(config.zone()),
                DnsServers.of(config, context),
                new DnsManagementClientBuilder()
                        .subscriptionId(config.options().require(ArmPipeline.SUBSCRIPTION))
                        .endpoint(ArmPipeline.endpoint(standIn))
                        .pipeline(ArmPipeline.create(standIn, config.timeout()))
                        .buildClient()
                        .getRecordSets(),
                config.options().require(ArmPipeline.RESOURCE_GROUP),
                context.workers());
    }
}
