package io.farspan.home.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import io.farspan.provider.map.MapHead;

/**
 * What one router knows of one application's home, by its own clocks only: clocks of two machines are never compared.
 *
 * <p>Laws. A router may act as home only within {@code fence} of the moment at which it began the last renewal that
 * succeeded. A standby may take over only after it has seen the same nonce for {@code takeover}, which is longer than
 * {@code fence} by more than a renewal takes. Hence, whatever stops a home (a crash, a partition, a pause, a machine that
 * was suspended), it has been fenced before another begins. What it let out before, it let out for no longer than
 * {@link Fence.Grant#left}, so that nothing of it is accepted once another may have begun. Safe for use by many threads.
 *
 * @see <a href="https://doi.org/10.1145/74850.74870">Gray and Cheriton, Leases, SOSP 1989</a>
 */
final class Lease {

    private final String self;
    private final Duration fence;
    private final Duration takeover;
    private final Supplier<Moment> clock;

    private Optional<MapHead> seen = Optional.empty();
    private Moment nonceSince;
    private boolean held;
    private long epoch;
    private Moment renewedAt;
    private Moment committedAt;

    Lease(String self, Duration fence, Duration takeover, Supplier<Moment> clock) {
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

    /** The head was read; the reading began at {@code startedAt}. */
    synchronized void read(MapHead head, Moment startedAt) {
        if (held && startedAt.isBefore(committedAt)) {
            return; // it may be what this router has just replaced
        }
        if (seen.isEmpty() || !seen.get().nonce().equals(head.nonce())) {
            nonceSince = clock.get();
        }
        seen = Optional.of(head);
        if (held && (!head.home().equals(self) || head.epoch() != epoch)) {
            held = false;
        }
    }

    /** This router has changed the head, by a commit that it began at {@code startedAt}. */
    synchronized void committed(MapHead head, Moment startedAt) {
        seen = Optional.of(head);
        nonceSince = clock.get();
        held = head.home().equals(self);
        epoch = head.epoch();
        renewedAt = startedAt;
        committedAt = clock.get();
    }

    /** What the map says. */
    synchronized Optional<MapHead> seen() {
        return seen;
    }

    /** Whether the map names this router. */
    synchronized boolean named() {
        return seen.map(head -> head.home().equals(self)).orElse(false);
    }

    /** Under what this router may change things now; empty when it may not. */
    synchronized Optional<Fence.Grant> mayAct() {
        Duration past = renewedAt.longestUntil(clock.get());
        return held && past.compareTo(fence) < 0
                ? Optional.of(new Fence.Grant(epoch, takeover.minus(past)))
                : Optional.empty();
    }

    /** Whether it is time to renew. */
    synchronized boolean renewalDue(Duration every) {
        return named() && (!held || renewedAt.longestUntil(clock.get()).compareTo(every) >= 0);
    }

    /** How long the nonce has stood still while this router was running. */
    synchronized Duration still() {
        return seen.isEmpty() ? Duration.ZERO : nonceSince.until(clock.get());
    }

    /** Whether this router is a standby and the lease has stood still for long enough; later ones wait longer. */
    synchronized boolean takeoverDue() {
        int rank = seen.map(head -> head.standby().indexOf(self)).orElse(-1);
        return rank >= 0 && !named() && still().compareTo(takeover.plusSeconds(2L * rank)) >= 0;
    }
}
