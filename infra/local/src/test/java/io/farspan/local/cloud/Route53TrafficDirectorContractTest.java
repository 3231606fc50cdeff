package io.farspan.local.cloud;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.provider.testkit.TrafficDirectorContractTest;
import io.farspan.provider.traffic.TrafficConfig;
import io.farspan.provider.traffic.TrafficDirector;
import io.farspan.provider.traffic.TrafficDirectorProvider;

class Route53TrafficDirectorContractTest extends TrafficDirectorContractTest {

    private static CloudStage<FakeRoute53> stage;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        stage = CloudStage.start(directory, FakeRoute53::new);
        for (String location : List.of("dc1", "aws1", "az1")) {
            stage.cloud()
                    .put(
                            "shop." + CloudStage.ZONE + ".",
                            "CNAME",
                            location,
                            33,
                            "lb." + location + "." + CloudStage.ZONE);
        }
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
        stage.cloud().trouble(FakeRoute53.Trouble.THROTTLED);
    }

    private static TrafficDirector director(String endpoint) {
        return TrafficDirectorProvider.createFrom(new TrafficConfig(
                "route53",
                "shop." + CloudStage.ZONE,
                Duration.ofSeconds(3),
                Map.of("route53.hosted-zone-id", "Z1D633PJN98FT9", "endpoint", endpoint)));
    }
}
