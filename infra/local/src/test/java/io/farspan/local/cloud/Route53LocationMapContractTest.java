package io.farspan.local.cloud;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.testkit.LocationMapContractTest;

import static org.assertj.core.api.Assertions.assertThat;

/** The provider {@code route53} over an emulated API and a real DNS server that shows its records. */
class Route53LocationMapContractTest extends LocationMapContractTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static CloudStage<FakeRoute53> stage;
    private static LocationMap map;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        stage = CloudStage.start(directory, FakeRoute53::new);
        map = map(stage.server().address(), stage.api().baseUrl(), Duration.ofSeconds(2));
    }

    private static LocationMap map(String dns, String endpoint, Duration timeout) {
        return LocationMapProvider.createFrom(new MapConfig(
                "route53",
                CloudStage.ZONE,
                List.of(dns),
                timeout,
                Map.of("endpoint", endpoint, "route53.hosted-zone-id", "Z1D633PJN98FT9")));
    }

    @AfterAll
    static void stop() throws IOException {
        map.close();
        stage.close();
    }

    @Override
    protected LocationMap map() {
        return map;
    }

    @Override
    protected String zone() {
        return CloudStage.ZONE;
    }

    @Override
    protected LocationMap unreachableMap() {
        return map("127.0.0.1:9", "http://127.0.0.1:9", Duration.ofMillis(200));
    }

    @ParameterizedTest
    @EnumSource
    void whateverGoesWrongOnceTheChangeIsCommittedOnce(FakeRoute53.Trouble trouble) {
        // given
        MapHead first = MapHead.first("trouble-" + trouble.name().toLowerCase().replace('_', '-'), "dc1", List.of());
        map.commit(new MapChange(Optional.empty(), first, List.of())).await().atMost(LIMIT);
        MapChange change = MapChange.of(first, List.of());
        stage.cloud().trouble(trouble);

        // when
        CommitResult result = map.commit(change).await().atMost(LIMIT);

        // then
        assertThat(result).isEqualTo(new CommitResult.Committed(change.next()));
        assertThat(map.head(first.application()).await().atMost(LIMIT)).isEqualTo(change.next());
    }

    @Test
    void aBatchIsAppliedWholeOrNotAtAll() {
        // given: the head is not the one that the change expects
        MapHead first = MapHead.first("whole", "dc1", List.of("aws1"));
        map.commit(new MapChange(Optional.empty(), first, List.of())).await().atMost(LIMIT);
        MapChange winner = MapChange.of(first, List.of());
        map.commit(winner).await().atMost(LIMIT);

        // when
        CommitResult result = map.commit(MapChange.of(first, List.of())).await().atMost(LIMIT);

        // then
        assertThat(result).isEqualTo(new CommitResult.Conflict(Optional.of(winner.next())));
    }

    @Test
    void whoeverMadeAChangeReadsItBeforeTheServersShowIt() {
        stage.changesAreReadBackBeforeTheServersShowThem(map);
    }
}
