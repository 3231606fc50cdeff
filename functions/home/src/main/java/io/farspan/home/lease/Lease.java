package io.farspan.home.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import io.farspan.provider.map.MapHead;

/**
 * One router's view of one application's lease, by its own clocks only: clocks of two machines are never compared.
 *
 * <p>Laws. A router may act as home only within {@code fence} of the time at which it began its last successful
 * renewal. A standby may take over only after it has seen the same nonce for {@code takeover}, which is longer than
 * {@code fence} by more than a renewal takes. Hence a home that stops for whatever reason (a crash, a partition, a
 * pause, a suspended machine) is fenced before another begins. Changes it has sent before are valid for no longer than
 * {@link Fence.Permit#left}, so none is accepted once another may have begun. Thread-safe.
 *
 * @see <a href="https://doi.org/10.1145/74850.74870">Gray and Cheriton, Leases, SOSP 1989</a>
 */
final class Lease {

    private final String self;
    private final Duration fence;
    private final Duration takeover;
    private final Supplier<ClockReading> clock;

    private Optional<MapHead> seen = Optional.empty();
    private ClockReading nonceSince;
    private boolean held;
    private long epoch;
    private ClockReading renewedAt;
    private ClockReading committedAt;

    Lease(String self, Duration fence, Duration takeover, Supplier<ClockReading> clock) {
        if (fence.compareTo(takeover) >= 0) {
            throw new IllegalArgumentException(
                    "farspan.home.fence (" + fence + ") must be shorter than farspan.home.takeover (" + takeover + ")");
        }
        this.self = self;
        this.fence = fence;
        this.takeover = takeover;
        this.clock = clock;
        this.nonceSince = clock.get();
        this.renewedAt = nonceSince;
        this.committedAt = nonceSince;
    }

    /** Records a head that was read; the read began at {@code startedAt}. */
    synchronized void read(MapHead head, ClockReading startedAt) {
        if (held && startedAt.isBefore(committedAt)) {
            return; // this router may have replaced that head in the meantime
        }
        if (seen.isEmpty() || !seen.get().nonce().equals(head.nonce())) {
            nonceSince = clock.get();
        }
        seen = Optional.of(head);
        if (held && (!head.home().equals(self) || head.epoch() != epoch)) {
            held = false;
        }
    }

    /** Records a head that this router has committed; the commit began at {@code startedAt}. */
    synchronized void committed(MapHead head, ClockReading startedAt) {
        seen = Optional.of(head);
        nonceSince = clock.get();
        held = head.home().equals(self);
        epoch = head.epoch();
        renewedAt = startedAt;
        committedAt = clock.get();
    }

    /** The head last read or committed. */
    synchronized Optional<MapHead> seen() {
        return seen;
    }

    /** Whether the map names this router as home. */
    synchronized boolean named() {
        return seen.map(head -> head.home().equals(self)).orElse(false);
    }

    /** The permission to make changes now; empty when this router may not. */
    synchronized Optional<Fence.Permit> mayAct() {
        Duration past = renewedAt.longestUntil(clock.get());
        return held && past.compareTo(fence) < 0
                ? Optional.of(new Fence.Permit(epoch, takeover.minus(past)))
                : Optional.empty();
    }

    /** Whether a renewal is due. */
    synchronized boolean renewalDue(Duration every) {
        return named() && (!held || renewedAt.longestUntil(clock.get()).compareTo(every) >= 0);
    }

    /** How long this router has seen the same nonce. */
    synchronized Duration still() {
        return seen.isEmpty() ? Duration.ZERO : nonceSince.until(clock.get());
    }

    /**
     * Whether this router is a standby and may take over, because the lease was not renewed for long enough. Later
     * standbys wait longer.
     */
    synchronized boolean takeoverDue() {
        int rank = seen.map(head -> head.standby().indexOf(self)).orElse(-1);
        return rank >= 0 && !named() && still().compareTo(takeover.plusSeconds(2L * rank)) >= 0;
    }
}
