package io.farspan.home.lease;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.provider.map.MapHead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LeaseTest {

    private static final Duration FENCE = Duration.ofSeconds(10);
    private static final Duration TAKEOVER = Duration.ofSeconds(20);

    private ClockReading now = new ClockReading(1_000_000_000L, 1_700_000_000_000L);
    private final MapHead head = MapHead.first("shop", "dc1", List.of("aws1", "az1"));
    private final Lease home = new Lease("dc1", FENCE, TAKEOVER, () -> now);
    private final Lease first = new Lease("aws1", FENCE, TAKEOVER, () -> now);
    private final Lease second = new Lease("az1", FENCE, TAKEOVER, () -> now);

    @Test
    void homeMayActOnlyForALimitedTimeAfterItsRenewalBegan() {
        home.read(head, now);
        assertThat(home.mayAct()).isEmpty();

        home.committed(head.renewed(), now);
        assertThat(epoch()).contains(1L);

        pass(9_999);
        assertThat(epoch()).contains(1L);
        pass(1);
        assertThat(home.mayAct()).isEmpty();
    }

    @Test
    void aRenewalCountsFromItsBeginning() {
        home.read(head, now);
        ClockReading began = now;
        pass(4_000);
        home.committed(head.renewed(), began);

        pass(6_000);

        assertThat(home.mayAct()).isEmpty();
    }

    @Test
    void aStandbyWaitsUntilTheNonceIsOldByItsOwnClock() {
        first.read(head, now);
        pass(19_000);
        MapHead renewed = head.renewed();
        first.read(renewed, now);
        pass(19_999);
        first.read(renewed, now);
        assertThat(first.takeoverDue()).isFalse();

        pass(1);

        assertThat(first.takeoverDue()).isTrue();
    }

    @Test
    void theSecondStandbyWaitsForTheFirst() {
        first.read(head, now);
        second.read(head, now);

        pass(20_000);

        assertThat(first.takeoverDue()).isTrue();
        assertThat(second.takeoverDue()).isFalse();
        pass(2_000);
        assertThat(second.takeoverDue()).isTrue();
    }

    @Test
    void theOldHomeIsFencedBeforeAnyStandbyMayTakeOver() {
        // given: a home that is stopped right after a renewal
        home.read(head, now);
        MapHead renewed = head.renewed();
        home.committed(renewed, now);
        first.read(renewed, now);

        // when
        for (int i = 0; i < 300; i++) {
            pass(100);

            // then
            assertThat(first.takeoverDue() && home.mayAct().isPresent()).isFalse();
        }
        assertThat(first.takeoverDue()).isTrue();
    }

    @Test
    void aRouterThatIsNoLongerNamedMayNotAct() {
        home.read(head, now);
        home.committed(head, now);

        pass(1);
        home.read(head.movedTo("aws1", List.of("az1", "dc1")), now);

        assertThat(home.mayAct()).isEmpty();
        assertThat(home.named()).isFalse();
    }

    @Test
    void anotherEpochUnderTheSameNameEndsTheLease() {
        home.read(head, now);
        home.committed(head, now);

        pass(1);
        home.read(head.nextEpoch(), now);

        assertThat(home.mayAct()).isEmpty();
    }

    @Test
    void aReadThatBeganBeforeTheLastCommitIsIgnored() {
        home.read(head, now);
        home.committed(head, now);
        ClockReading reading = now;
        pass(5);
        home.committed(head.nextEpoch(), now);

        home.read(head, reading);

        assertThat(epoch()).contains(2L);
    }

    @Test
    void aRouterThatIsNotAStandbyNeverTakesOver() {
        Lease stranger = new Lease("mars1", FENCE, TAKEOVER, () -> now);
        stranger.read(head, now);

        pass(100_000);

        assertThat(stranger.takeoverDue()).isFalse();
    }

    @Test
    void aFenceNotShorterThanTheTakeoverIsRejected() {
        assertThatThrownBy(() -> new Lease("dc1", TAKEOVER, TAKEOVER, () -> now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("farspan.home.fence");
    }

    @Test
    void aSuspendedHomeIsFencedAlthoughItsMonotonicClockStoodStill() {
        home.read(head, now);
        home.committed(head.renewed(), now);

        now = new ClockReading(now.nanos() + 1_000_000, now.millis() + 30_000);

        assertThat(home.mayAct()).isEmpty();
        assertThat(home.renewalDue(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void settingTheClockBackDoesNotExtendALease() {
        home.read(head, now);
        home.committed(head.renewed(), now);

        now = new ClockReading(now.nanos() + FENCE.toNanos(), now.millis() - 3_600_000);

        assertThat(home.mayAct()).isEmpty();
    }

    @Test
    void aGrantEndsBeforeAnotherRouterCanBeHome() {
        home.read(head, now);
        MapHead renewed = head.renewed();
        home.committed(renewed, now);
        first.read(renewed, now);

        pass(9_000);
        Duration left = home.mayAct().orElseThrow().left();

        pass(left.toMillis() - 1);
        assertThat(first.takeoverDue()).isFalse();
        pass(1);
        assertThat(first.takeoverDue()).isTrue();
    }

    private Optional<Long> epoch() {
        return home.mayAct().map(Fence.Permit::epoch);
    }

    private void pass(long millis) {
        now = new ClockReading(now.nanos() + millis * 1_000_000, now.millis() + millis);
    }
}
