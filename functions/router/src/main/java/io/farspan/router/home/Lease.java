package io.farspan.router.home;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

import io.farspan.provider.map.MapHead;

/**
 * What one router knows of one application's home, by its own monotonic clock only: no two clocks are ever compared.
 *
 * <p>Laws. A router may act as home only within {@code fence} of the moment at which it began the last renewal that
 * succeeded. A standby may take over only after it has seen the same nonce for {@code takeover}, which is longer than
 * {@code fence} by more than a renewal takes. Hence, whatever stops a home (a crash, a partition, a pause), it has been
 * fenced before another begins. Safe for use by many threads.
 *
 * @see <a href="https://doi.org/10.1145/74850.74870">Gray and Cheriton, Leases, SOSP 1989</a>
 */
final class Lease {

    private final String self;
    private final Duration fence;
    private final Duration takeover;
    private final LongSupplier nanos;

    private Optional<MapHead> seen = Optional.empty();
    private long nonceSince;
    private boolean held;
    private long epoch;
    private long renewedAt;
    private long committedAt;

    Lease(String self, Duration fence, Duration takeover, LongSupplier nanos) {
        if (fence.compareTo(takeover) >= 0) {
            throw new IllegalArgumentException(
                    "farspan.home.fence (" + fence + ") must be shorter than farspan.home.takeover (" + takeover + ")");
        }
        this.self = self;
        this.fence = fence;
        this.takeover = takeover;
        this.nanos = nanos;
    }

    /** The head was read; the reading began at {@code startedAt}. */
    synchronized void read(MapHead head, long startedAt) {
        if (held && startedAt - committedAt < 0) {
            return; // it may be what this router has just replaced
        }
        if (seen.isEmpty() || !seen.get().nonce().equals(head.nonce())) {
            nonceSince = nanos.getAsLong();
        }
        seen = Optional.of(head);
        if (held && (!head.home().equals(self) || head.epoch() != epoch)) {
            held = false;
        }
    }

    /** This router has changed the head, by a commit that it began at {@code startedAt}. */
    synchronized void committed(MapHead head, long startedAt) {
        seen = Optional.of(head);
        nonceSince = nanos.getAsLong();
        held = head.home().equals(self);
        epoch = head.epoch();
        renewedAt = startedAt;
        committedAt = nanos.getAsLong();
    }

    /** What the map says. */
    synchronized Optional<MapHead> seen() {
        return seen;
    }

    /** Whether the map names this router. */
    synchronized boolean named() {
        return seen.map(head -> head.home().equals(self)).orElse(false);
    }

    /** The epoch under which this router may change things now; empty when it may not. */
    synchronized Optional<Long> mayAct() {
        return held && nanos.getAsLong() - renewedAt < fence.toNanos() ? Optional.of(epoch) : Optional.empty();
    }

    /** Whether it is time to renew. */
    synchronized boolean renewalDue(Duration every) {
        return named() && (!held || nanos.getAsLong() - renewedAt >= every.toNanos());
    }

    /** How long the nonce has stood still. */
    synchronized Duration still() {
        return seen.isEmpty() ? Duration.ZERO : Duration.ofNanos(nanos.getAsLong() - nonceSince);
    }

    /** Whether this router is a standby and the lease has stood still for long enough; later ones wait longer. */
    synchronized boolean takeoverDue() {
        int rank = seen.map(head -> head.standby().indexOf(self)).orElse(-1);
        return rank >= 0 && !named() && still().compareTo(takeover.plusSeconds(2L * rank)) >= 0;
    }
}
