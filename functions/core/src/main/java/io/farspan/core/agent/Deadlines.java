package io.farspan.core.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The exchanges by the time at which they end: those that somebody waits for, at their deadline; those that nobody waits
 * for while their agent is still at work, a minute later. Used by the loop's thread only.
 */
final class Deadlines {

    private static final long LONGEST_LINGER = TimeUnit.MINUTES.toNanos(1);

    private final PriorityQueue<Exchange> awaited =
            new PriorityQueue<>((one, other) -> Long.signum(one.deadline - other.deadline));
    private final Deque<Exchange> lingering = new ArrayDeque<>();

    void add(Exchange exchange) {
        awaited.add(exchange);
    }

    /** Keeps an exchange whose deadline has passed until its agent is through with it. */
    void linger(Exchange exchange) {
        lingering.add(exchange);
    }

    /** An exchange has ended by itself. */
    void remove(Exchange exchange) {
        (exchange.done ? lingering : awaited).remove(exchange);
    }

    /** Removes one that somebody waits for and whose deadline has passed; null when there is none. */
    @Nullable
    Exchange pollExpired(long now) {
        Exchange first = awaited.peek();
        return first != null && first.deadline - now <= 0 ? awaited.poll() : null;
    }

    /** Removes one that has lingered for too long; null when there is none. */
    @Nullable
    Exchange pollLingered(long now) {
        Exchange first = lingering.peek();
        return first != null && now - first.deadline > LONGEST_LINGER ? lingering.poll() : null;
    }

    /** Removes one that somebody waits for; null when there is none. */
    @Nullable
    Exchange pollAwaited() {
        return awaited.poll();
    }

    /** Removes one that nobody waits for; null when there is none. */
    @Nullable
    Exchange pollLingering() {
        return lingering.poll();
    }

    /** The milliseconds until the next deadline, at least 1, which is what a selector can tell, and at most {@code longest}. */
    long millisToNext(long now, long longest) {
        Exchange first = awaited.peek();
        return first == null
                ? longest
                : Math.max(1, Math.min(longest, TimeUnit.NANOSECONDS.toMillis(first.deadline - now) + 1));
    }
}
