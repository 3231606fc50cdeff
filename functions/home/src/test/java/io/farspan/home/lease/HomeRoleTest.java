package io.farspan.home.lease;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.farspan.home.ledger.Ledger;
import io.farspan.home.ledger.TestLedger;
import io.farspan.home.settings.Applications;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.call.InstanceId;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;

import static org.assertj.core.api.Assertions.assertThat;

/** The role of a router in {@code dc1}, step by step with a clock that the test moves. */
class HomeRoleTest {

    private static final SmallRyeConfig SETTINGS = new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(HomeConfig.class)
            .withMapping(RouterConfig.class)
            .withDefaultValue("farspan.router.location", "dc1")
            .build();

    private final HomeConfig times = SETTINGS.getConfigMapping(HomeConfig.class);
    private final OneHead map = new OneHead();
    private final Onlookers witnesses = new Onlookers();
    private final Ledger ledger = TestLedger.inMemory();
    private Duration passed = Duration.ofDays(1);
    private final Lease lease = new Lease("dc1", times.fence(), times.takeover(), this::moment);
    private final RouterConfig router = SETTINGS.getConfigMapping(RouterConfig.class);
    private final HomeRole role = new HomeRole(
            router,
            times,
            new Leases(router, times, new Applications(List.of("shop"))),
            map,
            new MapView(map, Clock.systemUTC()),
            witnesses,
            witnesses,
            ledger,
            this::moment);

    @AfterEach
    void close() {
        role.close();
        TestLedger.close(ledger);
    }

    @Test
    void homeAnnouncesItsEpochToTheFunctionsBeforeItActs() {
        // given
        map.head = MapHead.first("shop", "dc1", List.of("aws1"));

        // when
        step();

        // then
        assertThat(witnesses.announced).containsExactly(1L);
        assertThat(witnesses.mayActWhenAnnounced).containsExactly(false);
        assertThat(lease.mayAct()).map(Fence.Permit::epoch).contains(1L);
    }

    @Test
    void homeRenewsInTimeButNotAtEveryStep() {
        // given
        map.head = MapHead.first("shop", "dc1", List.of("aws1"));
        step();

        // when
        for (int halfSeconds = 0; halfSeconds < 40; halfSeconds++) {
            pass(Duration.ofMillis(500));
            step();

            // then
            assertThat(lease.mayAct()).isPresent();
        }
        assertThat(map.commits).isEqualTo(1 + 20 / (int) times.renew().toSeconds());
        assertThat(witnesses.announced).hasSize(1);
    }

    @Test
    void anIsolatedHomeLetsItsLeaseExpire() {
        // given
        map.head = MapHead.first("shop", "dc1", List.of("aws1"));
        step();

        // when
        witnesses.isolated = true;
        pass(times.fence());
        step();

        // then
        assertThat(lease.mayAct()).isEmpty();
        assertThat(map.commits).isEqualTo(1);
    }

    @Test
    void aHomeWhoseRenewalIsTooLateLosesTheRole() {
        // given
        map.head = MapHead.first("shop", "dc1", List.of("aws1"));
        step();

        // when
        map.taken = true;
        pass(times.fence());
        step();

        // then
        assertThat(lease.mayAct()).isEmpty();
    }

    @Test
    void aStandbyTakesOverOnlyWhenTheNonceStoodStill() {
        // given
        map.head = MapHead.first("shop", "aws1", List.of("dc1"));
        witnesses.quorum = new Quorum(2, 2, 2, List.of());
        step();

        // when: home renews just in time
        pass(times.takeover().minusSeconds(1));
        map.head = map.head.renewed();
        step();
        pass(times.takeover().minusSeconds(1));
        step();

        // then
        assertThat(map.commits).isZero();

        // when
        pass(Duration.ofSeconds(2));
        step();

        // then
        assertThat(map.head.home()).isEqualTo("dc1");
        assertThat(map.head.epoch()).isEqualTo(2);
        assertThat(map.head.standby()).containsExactly("aws1");
        assertThat(witnesses.announced).containsExactly(2L);
        assertThat(witnesses.mayActWhenAnnounced).containsExactly(false);
        assertThat(lease.mayAct()).map(Fence.Permit::epoch).contains(2L);
    }

    @Test
    void aStandbyDoesNotTakeOverWhileTheWitnessesStillSeeHome() {
        // given
        map.head = MapHead.first("shop", "aws1", List.of("dc1"));
        witnesses.quorum = new Quorum(2, 2, 1, List.of());
        step();

        // when
        pass(times.takeover().multipliedBy(5));
        step();

        // then
        assertThat(map.commits).isZero();
        assertThat(lease.mayAct()).isEmpty();
    }

    @Test
    void aStandbyThatLosesTheCommitIsNotHome() {
        // given
        map.head = MapHead.first("shop", "aws1", List.of("dc1"));
        witnesses.quorum = new Quorum(2, 2, 2, List.of());
        step();

        // when
        map.taken = true;
        pass(times.takeover().plusSeconds(1));
        step();

        // then
        assertThat(witnesses.announced).isEmpty();
        assertThat(lease.mayAct()).isEmpty();
    }

    private void step() {
        role.step("shop", "dc1", lease);
    }

    private void pass(Duration time) {
        passed = passed.plus(time);
    }

    private ClockReading moment() {
        return new ClockReading(passed.toNanos(), passed.toMillis());
    }

    private final class Onlookers implements Witnesses, EpochAnnouncer {

        private final List<Long> announced = new ArrayList<>();
        private final List<Boolean> mayActWhenAnnounced = new ArrayList<>();
        private Quorum quorum = new Quorum(2, 2, 0, List.of());
        private boolean isolated;

        @Override
        public Quorum seeHome(String application) {
            return quorum;
        }

        @Override
        public boolean isIsolated(String application) {
            return isolated;
        }

        @Override
        public void acting(String application, boolean now) {}

        @Override
        public Uni<Void> announce(String application, MapHead head) {
            announced.add(head.epoch());
            mayActWhenAnnounced.add(lease.mayAct().isPresent());
            return Uni.createFrom().voidItem();
        }
    }

    /** A map with only a head. Once another router has taken it, every commit loses. */
    private static final class OneHead implements LocationMap {

        private MapHead head = MapHead.first("shop", "dc1", List.of());
        private int commits;
        private boolean taken;

        @Override
        public Uni<MapHead> head(String application) {
            return Uni.createFrom().item(head);
        }

        @Override
        public Uni<CommitResult> commit(MapChange change) {
            if (taken || !change.expected().equals(Optional.of(head))) {
                return Uni.createFrom().item(new CommitResult.Conflict(Optional.of(head)));
            }
            commits++;
            head = change.next();
            return Uni.createFrom().item(new CommitResult.Committed(head));
        }

        @Override
        public Uni<Routes> routes(String application) {
            return Uni.createFrom().item(new Routes(Map.of(), Optional.empty(), List.of(), List.of()));
        }

        @Override
        public Uni<InstanceListing> instances(String application, String location) {
            return Uni.createFrom().item(new InstanceListing(List.of(), List.of()));
        }

        @Override
        public Uni<Optional<InstanceEntry>> instance(String application, InstanceId id) {
            return Uni.createFrom().item(Optional.empty());
        }

        @Override
        public void close() {}
    }
}
