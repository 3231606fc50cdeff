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
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.call.InstanceId;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.TrafficTarget;
import io.farspan.provider.testkit.LocationMapContractTest;

import static org.assertj.core.api.Assertions.assertThat;

/** The provider {@code azure} over an emulated API and a real DNS server that shows its records. */
class AzureDnsLocationMapContractTest extends LocationMapContractTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static CloudStage<FakeAzure> stage;
    private static LocationMap map;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        stage = CloudStage.start(directory, publisher -> new FakeAzure(CloudStage.ZONE, publisher));
        map = map(stage.server().address(), stage.api().baseUrl(), Duration.ofSeconds(2));
    }

    private static LocationMap map(String dns, String endpoint, Duration timeout) {
        return LocationMapProvider.createFrom(new MapConfig(
                "azure",
                CloudStage.ZONE,
                List.of(dns),
                timeout,
                Map.of(
                        "endpoint",
                        endpoint,
                        "azure.subscription-id",
                        "00000000-0000-0000-0000-000000000001",
                        "azure.resource-group",
                        "farspan")));
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
    void whateverGoesWrongOnceTheChangeIsCommittedOnce(FakeAzure.Trouble trouble) {
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
    void recordsThatFollowTheHeadAreWrittenAfterAFailureInBetween() {
        // given: the head goes through, the first record after it does not
        MapHead first = MapHead.first("between", "dc1", List.of());
        map.commit(new MapChange(Optional.empty(), first, List.of())).await().atMost(LIMIT);
        InstanceEntry instance =
                new InstanceEntry(new InstanceId("aws1", "i-1"), "10.0.0.1", 8778, InstanceEntry.State.UP, Map.of());
        stage.cloud().trouble(FakeAzure.Trouble.NONE, FakeAzure.Trouble.LOST_REPLY, FakeAzure.Trouble.BROKEN);

        // when
        CommitResult result = map.commit(MapChange.of(first, List.of(new MapChange.PutInstance(instance))))
                .await()
                .atMost(LIMIT);

        // then
        assertThat(result).isInstanceOf(CommitResult.Committed.class);
        assertThat(map.instances("between", "aws1").await().atMost(LIMIT).instances())
                .containsExactly(instance);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHomeThatStoodStillBetweenHeadAndRecordsChangesNothingUnderTheNextHome(boolean moves) {
        // given: traffic is to go to az1, and the head that says so is committed
        String application = "still-" + moves;
        MapHead first = MapHead.first(application, "dc1", List.of("aws1"));
        map.commit(new MapChange(Optional.empty(), first, List.of(traffic(50, 50))))
                .await()
                .atMost(LIMIT);
        MapChange move = new MapChange(Optional.of(first), first.nextEpoch(), List.of(traffic(0, 100)));
        try (LocationMap other = map(stage.server().address(), stage.api().baseUrl(), Duration.ofSeconds(2))) {
            // when: the writer hangs until another location is home, which may have moved traffic itself
            stage.cloud().before("/SRV/_app._tcp." + application, () -> {
                MapHead taken = move.next().movedTo("aws1", List.of("dc1"));
                assertThat(other.commit(new MapChange(Optional.of(move.next()), taken, List.of()))
                                .await()
                                .atMost(LIMIT))
                        .isEqualTo(new CommitResult.Committed(taken));
                if (moves) {
                    MapChange back = new MapChange(Optional.of(taken), taken.nextEpoch(), List.of(traffic(100, 0)));
                    assertThat(other.commit(back).await().atMost(LIMIT))
                            .isEqualTo(new CommitResult.Committed(back.next()));
                }
            });
            CommitResult result = map.commit(move).await().atMost(LIMIT);

            // then: it is told so, and the next home's change stands
            assertThat(result).isInstanceOfSatisfying(CommitResult.Unreachable.class, unreachable -> assertThat(
                            unreachable.detail())
                    .contains(move.next().nonce())
                    .contains("aws1"));
            assertThat(other.routes(application).await().atMost(LIMIT).traffic())
                    .extracting(TrafficTarget::weight)
                    .containsExactlyInAnyOrder(moves ? new Integer[] {100, 0} : new Integer[] {50, 50});
        }
    }

    private static MapChange.PutTraffic traffic(int aws1, int az1) {
        return new MapChange.PutTraffic(List.of(
                new TrafficTarget("aws1", "lb.aws1." + CloudStage.ZONE, 443, aws1),
                new TrafficTarget("az1", "lb.az1." + CloudStage.ZONE, 443, az1)));
    }

    @Test
    void whoeverMadeAChangeReadsItBeforeTheServersShowIt() {
        stage.changesAreReadBackBeforeTheServersShowThem(map);
    }
}
