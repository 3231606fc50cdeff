package io.farspan.provider.testkit;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceEntry.State;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.Routes;
import io.farspan.provider.map.ServiceEndpoint;
import io.farspan.provider.map.ToolEndpoint;
import io.farspan.provider.map.TrafficTarget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** The laws of {@link LocationMap}. A provider's test extends this and gives maps of a real server. */
public abstract class LocationMapContractTest {

    /** Races per run, each with {@link #RACERS} writers; {@code -Dfarspan.rounds} changes it. */
    private static final int ROUNDS = Integer.getInteger("farspan.rounds", 1_000);

    private static final int RACERS = 2;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String application = "app-" + UUID.randomUUID().toString().substring(0, 8);

    /** The map under test, on a server that is up. */
    protected abstract LocationMap map();

    /** The zone the server holds. */
    protected abstract String zone();

    /** A map whose server does not answer. */
    protected abstract LocationMap unreachableMap();

    /** How many rounds two writers race. */
    protected int rounds() {
        return ROUNDS;
    }

    @BeforeEach
    void createTheApplication() {
        FunctionEndpoint function = function("aws1", "");
        MapChange change = new MapChange(
                Optional.empty(),
                MapHead.first(application, "dc1", List.of("aws1", "az1")),
                List.of(
                        new MapChange.PutFunction(function),
                        new MapChange.PutFunction(function("az1", "/api")),
                        new MapChange.PutTool(tool()),
                        new MapChange.PutTraffic(List.of(
                                new TrafficTarget("aws1", "lb.aws1." + zone(), 443, 25),
                                new TrafficTarget("az1", "lb.az1." + zone(), 443, 75)))));
        assertThat(await(map().commit(change))).isInstanceOf(CommitResult.Committed.class);
    }

    @Test
    void whatWasWrittenIsRead() {
        // when
        MapHead head = await(map().head(application));
        Routes routes = await(map().routes(application));

        // then
        assertThat(head.home()).isEqualTo("dc1");
        assertThat(head.standby()).containsExactly("aws1", "az1");
        assertThat(head.epoch()).isEqualTo(1);
        assertThat(routes.functions()).containsOnlyKeys("aws1", "az1");
        assertThat(routes.functions().get("az1")).isEqualTo(function("az1", "/api"));
        assertThat(routes.tool()).contains(tool());
        assertThat(routes.traffic())
                .extracting(TrafficTarget::location, TrafficTarget::weight)
                .containsExactlyInAnyOrder(tuple("aws1", 25), tuple("az1", 75));
        assertThat(routes.faults()).isEmpty();
    }

    @Test
    void anUnknownApplicationIsSaidToBeUnknown() {
        assertThatThrownBy(() -> await(map().head("nobody")))
                .isInstanceOfSatisfying(FarspanException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ProblemCode.APPLICATION_UNKNOWN));
    }

    @Test
    void creatingAnApplicationTwiceIsAConflict() {
        // given
        MapHead head = await(map().head(application));

        // when
        CommitResult result = await(
                map().commit(new MapChange(Optional.empty(), MapHead.first(application, "az1", List.of()), List.of())));

        // then
        assertThat(result).isEqualTo(new CommitResult.Conflict(Optional.of(head)));
        assertThat(await(map().head(application))).isEqualTo(head);
    }

    @Test
    void instancesComeAndGo() {
        // given
        InstanceEntry one = instance("i-1", Map.of("tier", "web"));
        InstanceEntry two = instance("i-2", Map.of());
        commit(new MapChange.PutInstance(one), new MapChange.PutInstance(two));

        // when
        InstanceEntry draining = new InstanceEntry(two.id(), two.address(), two.port(), State.DRAINING, Map.of());
        commit(new MapChange.PutInstance(draining));
        commit(new MapChange.RemoveInstance(one.id()), new MapChange.RemoveInstance(new InstanceId("aws1", "i-9")));

        // then
        assertThat(await(map().instances(application, "aws1")).instances()).containsExactly(draining);
        assertThat(await(map().instance(application, one.id()))).isEmpty();
        assertThat(await(map().instance(application, two.id()))).contains(draining);
        assertThat(await(map().instances(application, "az1")).instances()).isEmpty();
    }

    @Test
    void anInstanceKeepsItsServiceEndpointUntilItIsReplaced() {
        // given
        InstanceEntry served = instance("i-1", Map.of("tier", "web"))
                .with(new ServiceEndpoint("10.2.3.5", 8443, Optional.of("/app/health")));
        InstanceEntry six = instance("i-2", Map.of()).with(new ServiceEndpoint("fd00::5", 9092, Optional.empty()));

        // when
        commit(new MapChange.PutInstance(served), new MapChange.PutInstance(six));

        // then
        assertThat(await(map().instances(application, "aws1")).instances()).containsExactlyInAnyOrder(served, six);
        commit(new MapChange.PutInstance(instance("i-1", Map.of())));
        assertThat(await(map().instance(application, served.id()))).contains(instance("i-1", Map.of()));
    }

    @Test
    void aLocationGrowsAndEveryInstanceIsStillFound() {
        // given
        List<InstanceEntry> all = IntStream.range(0, 300)
                .mapToObj(i -> instance("i-" + i, Map.of("slot", "n" + i)))
                .toList();

        // when
        for (int from = 0; from < all.size(); from += 60) {
            commit(all.subList(from, from + 60).stream()
                    .map(MapChange.PutInstance::new)
                    .toArray(MapChange.Edit[]::new));
        }

        // then
        assertThat(await(map().instances(application, "aws1")).instances()).containsExactlyInAnyOrderElementsOf(all);
        for (InstanceEntry instance : all) {
            assertThat(await(map().instance(application, instance.id()))).contains(instance);
        }
    }

    @Test
    void ofChangesThatExpectTheSameHeadExactlyOneIsCommitted() {
        List<InstanceId> winners = new ArrayList<>();
        for (int round = 0; round < rounds(); round++) {
            // given
            MapHead read = await(map().head(application));
            List<Uni<CommitResult>> racers = new ArrayList<>();
            for (int racer = 0; racer < RACERS; racer++) {
                InstanceEntry mine = instance("race-" + round + "-" + racer, Map.of());
                racers.add(map().commit(MapChange.of(read, List.of(new MapChange.PutInstance(mine))))
                        .runSubscriptionOn(Infrastructure.getDefaultExecutor()));
            }

            // when
            List<CommitResult> results = await(Uni.join().all(racers).andFailFast());

            // then
            for (int racer = 0; racer < RACERS; racer++) {
                if (results.get(racer) instanceof CommitResult.Committed) {
                    winners.add(new InstanceId("aws1", "race-" + round + "-" + racer));
                }
            }
            assertThat(winners)
                    .as("winners after round " + round + ": " + results)
                    .hasSize(round + 1);
            assertThat(results.stream().filter(CommitResult.Conflict.class::isInstance))
                    .hasSize(RACERS - 1);
        }
        assertThat(await(map().head(application)).generation()).isEqualTo(rounds() + 1L);
        assertThat(await(map().instances(application, "aws1")).instances())
                .extracting(InstanceEntry::id)
                .containsExactlyInAnyOrderElementsOf(winners);
    }

    @Test
    void aRenewalChangesTheNonceAndNothingElse() {
        // given
        MapHead read = await(map().head(application));

        // when
        CommitResult result = await(map().commit(MapChange.renewal(read)));

        // then
        MapHead renewed = await(map().head(application));
        assertThat(result).isEqualTo(new CommitResult.Committed(renewed));
        assertThat(renewed.nonce()).isNotEqualTo(read.nonce());
        assertThat(renewed)
                .isEqualTo(new MapHead(
                        application, "dc1", read.standby(), read.epoch(), renewed.nonce(), read.generation()));
        assertThat(await(map().commit(MapChange.renewal(read)))).isInstanceOf(CommitResult.Conflict.class);
    }

    @Test
    void aLabelThatDoesNotFitIsRefusedAndNothingIsWritten() {
        // given
        MapHead head = await(map().head(application));
        Map<String, String> labels = new HashMap<>();
        IntStream.range(0, 10).forEach(i -> labels.put("label-" + i, "x".repeat(60)));
        MapChange change = MapChange.of(head, List.of(new MapChange.PutInstance(instance("i-1", labels))));

        // when, then
        if (limitsRecords()) {
            assertThatThrownBy(() -> await(map().commit(change))).isInstanceOf(IllegalArgumentException.class);
            assertThat(await(map().head(application))).isEqualTo(head);
        } else {
            assertThat(await(map().commit(change))).isInstanceOf(CommitResult.Committed.class);
        }
    }

    @Test
    void trafficCanBeMovedAndNeverSentNowhere() {
        // when
        commit(new MapChange.PutTraffic(List.of(new TrafficTarget("az1", "lb.az1." + zone(), 443, 100))));

        // then
        assertThat(await(map().routes(application)).traffic())
                .containsExactly(new TrafficTarget("az1", "lb.az1." + zone(), 443, 100));
        assertThatThrownBy(() -> new MapChange.PutTraffic(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new MapChange.PutTraffic(List.of(new TrafficTarget("az1", "lb.az1." + zone(), 443, 0))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMapThatCannotBeReachedSaysSo() {
        try (LocationMap unreachable = unreachableMap()) {
            assertThatThrownBy(() -> await(unreachable.head(application)))
                    .isInstanceOfSatisfying(FarspanException.class, failure -> assertThat(failure.code())
                            .isEqualTo(ProblemCode.MAP_UNREACHABLE));
            MapChange change = new MapChange(Optional.empty(), MapHead.first("other", "dc1", List.of()), List.of());
            assertThat(await(unreachable.commit(change))).isInstanceOf(CommitResult.Unreachable.class);
        }
    }

    /** Whether an instance must fit into a string of a TXT record. */
    protected boolean limitsRecords() {
        return true;
    }

    private void commit(MapChange.Edit... edits) {
        CommitResult result =
                await(map().head(application).chain(head -> map().commit(MapChange.of(head, List.of(edits)))));
        assertThat(result).isInstanceOf(CommitResult.Committed.class);
    }

    private ToolEndpoint tool() {
        return new ToolEndpoint("router.dc1." + zone(), Optional.of(InetAddress.getLoopbackAddress()), 8443, false);
    }

    private FunctionEndpoint function(String location, String path) {
        return new FunctionEndpoint(
                location,
                "fn." + location + "." + application + "." + zone(),
                Optional.of(InetAddress.getLoopbackAddress()),
                8443,
                path,
                "server",
                true,
                1);
    }

    private static InstanceEntry instance(String name, Map<String, String> labels) {
        return new InstanceEntry(new InstanceId("aws1", name), "10.2.3.4", 8778, State.UP, labels);
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(LIMIT);
    }
}
