package io.farspan.core.agent;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * The exchanges of one lane that wait to be started, first come first served, because only so many are under way at a time.
 * Used by the loop's thread only.
 */
final class LaneQueue {

    private final int most;
    private final Deque<Exchange> waiting = new ArrayDeque<>();
    private int underWay;

    LaneQueue(int most) {
        this.most = most;
    }

    void add(Exchange exchange) {
        waiting.add(exchange);
    }

    /** Takes the next exchange out to be started; null when none waits or as many are under way as may be. */
    @Nullable
    Exchange next() {
        while (underWay < most && !waiting.isEmpty()) {
            Exchange next = waiting.remove();
            if (!next.done) {
                underWay++;
                return next;
            }
        }
        return null;
    }

    /** Takes an exchange out that is not going to be started. */
    void withdraw(Exchange exchange) {
        waiting.remove(exchange);
    }

    /** One that was started has ended. */
    void ended() {
        underWay--;
    }
}
