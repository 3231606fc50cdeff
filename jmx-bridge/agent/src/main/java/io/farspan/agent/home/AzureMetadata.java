package io.farspan.agent.home;

import java.io.IOException;
import java.net.URI;

/**
 * The instance metadata service of Azure, whose single values can be had as text.
 *
 * @see <a href="https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service">Azure Instance Metadata
 *     Service</a>
 */
final class AzureMetadata implements CloudMetadata {

    private static final String AS_TEXT = "?api-version=2021-02-01&format=text";

    private final MetadataService service;

    AzureMetadata(URI base) {
        this.service = new MetadataService(base);
    }

    @Override
    public String instance() throws IOException, InterruptedException {
        return ask("compute/vmId");
    }

    @Override
    public String region() throws IOException, InterruptedException {
        return ask("compute/location");
    }

    @Override
    public String address() throws IOException, InterruptedException {
        return ask("network/interface/0/ipv4/ipAddress/0/privateIpAddress");
    }

    private String ask(String item) throws IOException, InterruptedException {
        return service.ask(service.request("/metadata/instance/" + item + AS_TEXT)
                .header("Metadata", "true")
                .build());
    }
}
