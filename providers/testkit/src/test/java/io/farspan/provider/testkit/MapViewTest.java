package io.farspan.provider.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.testkit.clock.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MapViewTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T12:00:00Z"));
    private final InMemoryLocationMap map = new InMemoryLocationMap();
    private final MapView view = new MapView(map, clock);

    @BeforeEach
    void create() {
        await(map.commit(new MapChange(Optional.empty(), MapHead.first("shop", "dc1", List.of()), List.of())));
        register("i-1");
    }

    @Test
    void inSteadyStateNothingIsAsked() {
        // given
        listing();
        int reads = map.reads();

        // when
        clock.advance(Duration.ofMillis(900));

        // then
        assertThat(listing().value().instances()).hasSize(1);
        assertThat(map.reads()).isEqualTo(reads);
    }

    @Test
    void afterASecondOnlyTheHeadIsAsked() {
        // given
        listing();
        int reads = map.reads();

        // when
        clock.advance(Duration.ofMillis(1_100));
        listing();

        // then
        assertThat(map.reads()).isEqualTo(reads + 1);
    }

    @Test
    void aChangeMadeElsewhereIsSeenWithinASecond() {
        // given
        listing();

        // when
        register("i-2");
        clock.advance(Duration.ofMillis(1_100));

        // then
        assertThat(listing().value().instances()).hasSize(2);
    }

    @Test
    void aChangeOfOnesOwnIsSeenAtOnce() {
        // given
        listing();

        // when
        register("i-2");
        view.changed("shop");

        // then
        assertThat(listing().value().instances()).hasSize(2);
    }

    @Test
    void contentOlderThanItsRecordsTtlIsReadAgain() {
        // given
        listing();
        int reads = map.reads();

        // when
        clock.advance(Duration.ofSeconds(31));
        await(view.instances("shop", "aws1", 1));

        // then
        assertThat(map.reads()).isGreaterThan(reads);
    }

    @Test
    void withoutTheMapTheLastKnownGoodIsGivenAndMarked() {
        // given
        MapView.Known<MapHead> fresh = await(view.head("shop"));
        map.reachable(false);
        clock.advance(Duration.ofSeconds(2));

        // when
        MapView.Known<MapHead> stale = await(view.head("shop"));
        int reads = map.reads();
        MapView.Known<MapHead> again = await(view.head("shop"));

        // then
        assertThat(stale.stale()).isTrue();
        assertThat(stale.value()).isEqualTo(fresh.value());
        assertThat(stale.asOf()).isEqualTo(fresh.asOf());
        assertThat(again.stale()).isTrue();
        assertThat(map.reads()).as("nobody tries again for a second").isEqualTo(reads);

        // and when
        map.reachable(true);
        clock.advance(Duration.ofSeconds(2));

        // then
        assertThat(await(view.head("shop")).stale()).isFalse();
    }

    @Test
    void whatWasNeverKnownIsAFailure() {
        map.reachable(false);
        assertThatThrownBy(() -> await(view.head("shop"))).isInstanceOf(FarspanException.class);
        assertThatThrownBy(() -> await(view.routes("shop", 1))).isInstanceOf(FarspanException.class);
    }

    private MapView.Known<InstanceListing> listing() {
        return await(view.head("shop").chain(head -> view.instances("shop", "aws1", head.generation())));
    }

    private void register(String name) {
        InstanceEntry instance =
                new InstanceEntry(new InstanceId("aws1", name), "10.0.0.1", 8778, InstanceEntry.State.UP, Map.of());
        await(map.head("shop")
                .chain(head -> map.commit(MapChange.of(head, List.of(new MapChange.PutInstance(instance))))));
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(5));
    }
}
