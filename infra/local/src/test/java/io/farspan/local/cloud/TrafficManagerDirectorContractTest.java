package io.farspan.local.cloud;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.provider.testkit.TrafficDirectorContractTest;
import io.farspan.provider.traffic.TrafficConfig;
import io.farspan.provider.traffic.TrafficDirector;
import io.farspan.provider.traffic.TrafficDirectorProvider;

class TrafficManagerDirectorContractTest extends TrafficDirectorContractTest {

    private static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
    private static final String PROFILE = "/subscriptions/" + SUBSCRIPTION
            + "/resourceGroups/farspan/providers/Microsoft.Network/trafficmanagerprofiles/shop";

    private static CloudStage<FakeAzure> stage;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        stage = CloudStage.start(directory, publisher -> new FakeAzure(CloudStage.ZONE, publisher));
        stage.cloud()
                .put(
                        PROFILE,
                        """
                {"id": "%1$s", "name": "shop", "type": "Microsoft.Network/trafficManagerProfiles", "location": "global",
                 "properties": {"profileStatus": "Enabled", "trafficRoutingMethod": "Weighted",
                  "dnsConfig": {"relativeName": "shop", "ttl": 30},
                  "monitorConfig": {"protocol": "HTTPS", "port": 443, "path": "/health"},
                  "endpoints": [%2$s, %3$s, %4$s]}}
                """
                                .formatted(PROFILE, endpoint("dc1"), endpoint("aws1"), endpoint("az1")));
    }

    private static String endpoint(String location) {
        return """
               {"name": "%1$s", "type": "Microsoft.Network/trafficManagerProfiles/externalEndpoints",
                "properties": {"target": "lb.%1$s.farspan.test", "endpointStatus": "Enabled", "weight": 33}}
               """
                .formatted(location);
    }

    @AfterAll
    static void stop() throws IOException {
        stage.close();
    }

    @Override
    protected TrafficDirector director() {
        return director(stage.api().baseUrl());
    }

    @Override
    protected TrafficDirector unreachable() {
        return director("http://127.0.0.1:9");
    }

    @Override
    protected void throttleOnce() {
        stage.cloud().trouble(FakeAzure.Trouble.THROTTLED);
    }

    private static TrafficDirector director(String endpoint) {
        return TrafficDirectorProvider.createFrom(new TrafficConfig(
                "trafficmanager",
                "shop",
                Duration.ofSeconds(3),
                Map.of(
                        "azure.subscription-id",
                        SUBSCRIPTION,
                        "azure.resource-group",
                        "farspan",
                        "endpoint",
                        endpoint)));
    }
}
