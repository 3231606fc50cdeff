package io.farspan.agent.home;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;

/**
 * The instance metadata service of EC2, version 2: every question carries a token that was asked for before.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html">Access instance
 *     metadata for an EC2 instance</a>
 */
final class AwsMetadata implements CloudMetadata {

    private final MetadataService service;

    AwsMetadata(URI base) {
        this.service = new MetadataService(base);
    }

    @Override
    public String instance() throws IOException, InterruptedException {
        return ask("instance-id");
    }

    @Override
    public String region() throws IOException, InterruptedException {
        return ask("placement/region");
    }

    @Override
    public String address() throws IOException, InterruptedException {
        return ask("local-ipv4");
    }

    private String ask(String item) throws IOException, InterruptedException {
        String token = service.ask(service.request("/latest/api/token")
                .header("X-aws-ec2-metadata-token-ttl-seconds", "60")
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build());
        return service.ask(service.request("/latest/meta-data/" + item)
                .header("X-aws-ec2-metadata-token", token)
                .build());
    }
}
