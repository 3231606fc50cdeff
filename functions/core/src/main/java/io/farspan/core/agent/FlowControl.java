package io.farspan.core.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Room for the answers that are being read: an answer is read on only while there is memory for more of it, and its agent
 * has to wait otherwise. Used by the loop's thread only, but for {@link #wake}.
 */
final class FlowControl {

    /** So much comes with one read at most. */
    static final int READ = 64 << 10;

    /** So much of an answer is read whatever else is held: ordinary answers and probes never wait for room. */
    static final int ALWAYS_ADMITTED = 32 << 10;

    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

    private final Admission admission;
    private final Runnable wakeup;
    private final List<Exchange> paused = new ArrayList<>();
    private int flowing;
    private volatile boolean full;

    /**
     * Nothing is being read yet.
     *
     * @param wakeup lets the loop look for what can be resumed
     */
    FlowControl(Admission admission, Runnable wakeup) {
        this.admission = admission;
        this.wakeup = wakeup;
    }

    /** Whether there is room for what the next read may bring; takes it. */
    boolean admit(Exchange exchange) {
        long size = held(exchange);
        if (exchange.done || size < ALWAYS_ADMITTED || size + READ <= exchange.admitted) {
            return true;
        }
        boolean others = flowing > (exchange.admitted > 0 && !exchange.paused ? 1 : 0);
        long more = Math.max(READ, size + READ - exchange.admitted);
        if (!admission.admit(more, !others)) {
            return false;
        }
        if (exchange.admitted == 0) {
            flowing++;
        }
        exchange.admitted += more;
        return true;
    }

    /** Whether there is room for all of a complete answer: that it differs from another may have been seen at its end only. */
    boolean admitWhole(Exchange exchange) {
        return !exchange.compared || held(exchange) <= exchange.admitted + READ || admit(exchange);
    }

    /** How much of an answer there must be room for. */
    private static long held(Exchange exchange) {
        return exchange.compared
                ? exchange.asked.common().orElseThrow().held(exchange.response)
                : exchange.response.size();
    }

    /** Stops reading, for want of room. */
    void pause(Connection connection, Exchange exchange) {
        connection.pause(true);
        exchange.paused = true;
        paused.add(exchange);
        full = true;
        if (exchange.admitted > 0) {
            flowing--;
        }
    }

    /** Resumes the exchange that has been paused longest, and returns it; null when there is no room for more. */
    @Nullable
    Exchange resumeNext() {
        if (paused.isEmpty()) {
            return null;
        }
        Exchange next = paused.get(0);
        Connection connection = next.connection;
        boolean first = next.admitted == 0;
        if (connection == null || !admit(next)) {
            return null;
        }
        if (!first) {
            flowing++;
        }
        unpause(next);
        connection.pause(false);
        return next;
    }

    /** What has no hope of room: it is held by finished answers, and none of them has been released for a while. */
    List<Exchange> stuck() {
        return !paused.isEmpty() && flowing == 0 && admission.stuckFor(LONGEST_PAUSE) ? List.copyOf(paused) : List.of();
    }

    /** An answer is not read any more; how much room there was for it, which is the caller's to give up or hand over. */
    long leave(Exchange exchange) {
        long admitted = exchange.admitted;
        if (exchange.paused) {
            unpause(exchange);
        } else if (admitted > 0) {
            flowing--;
        }
        exchange.admitted = 0;
        return admitted;
    }

    private void unpause(Exchange exchange) {
        exchange.paused = false;
        paused.remove(exchange);
        full = !paused.isEmpty();
    }

    boolean isEmpty() {
        return paused.isEmpty();
    }

    /** There may be room again for what waits. Safe for use by many threads. */
    void wake() {
        if (full) {
            wakeup.run();
        }
    }
}
