package io.farspan.home.work;

import java.util.HashMap;
import java.util.Map;

import io.vertx.ext.web.RoutingContext;

/**
 * How many bytes may lie in memory at a time for a purpose: of one caller half of it, so that nobody takes others' room.
 * Safe for many threads.
 */
public final class ByteBudget {

    /** So little is always taken: the number of connections bounds it. */
    private static final long SMALL = 16 << 10;

    private final long most;
    private final long mostOfOne;
    private final Map<String, Long> taken = new HashMap<>();
    private long all;

    /** So many bytes in all. */
    public ByteBudget(long most) {
        this.most = most;
        this.mostOfOne = most / 2;
    }

    /** A quarter of the heap for all, an eighth for one caller. */
    public static ByteBudget ofHeap() {
        return new ByteBudget(Runtime.getRuntime().maxMemory() / 4);
    }

    /** A share that has nothing yet. */
    public Share open(String caller) {
        return new Share(caller);
    }

    /** A share that is given back when a response has ended, well or not, or had before it was opened. */
    public Share open(String caller, RoutingContext context) {
        Share share = open(caller);
        context.addEndHandler(ended -> share.close());
        if (context.response().closed() || context.response().ended()) {
            share.close(); // nobody tells a handler that comes after
        }
        return share;
    }

    /** How many are taken. */
    public synchronized long taken() {
        return all;
    }

    private synchronized boolean take(String caller, long bytes) {
        long own = taken.getOrDefault(caller, 0L);
        // Whoever has nothing gets any amount: other limits bound a single answer.
        boolean room = bytes <= SMALL || own == 0 || (own + bytes <= mostOfOne && all + bytes <= most);
        if (room) {
            add(caller, bytes);
        }
        return room;
    }

    private synchronized void add(String caller, long bytes) {
        all += bytes;
        taken.merge(caller, bytes, (old, more) -> old + more == 0 ? null : Long.valueOf(old + more));
    }

    /** What one piece of work has taken. Safe for many threads. */
    public final class Share implements AutoCloseable {
        private final String caller;
        private long own;
        private boolean closed;

        private Share(String caller) {
            this.caller = caller;
        }

        /** Takes so many bytes more; false when there is no room. A closed share takes any amount and counts none. */
        public synchronized boolean take(long bytes) {
            boolean room = closed || ByteBudget.this.take(caller, bytes);
            own += room && !closed ? bytes : 0;
            return room;
        }

        /** What was taken has become so many bytes. */
        public synchronized void resize(long bytes) {
            if (!closed) {
                add(caller, bytes - own);
                own = bytes;
            }
        }

        /** Gives everything back. */
        @Override
        public synchronized void close() {
            resize(0);
            closed = true;
        }

        /** The limits in words. */
        public String limits() {
            return mostOfOne + " bytes for " + caller + " and " + most + " for all, an eighth and a quarter of the"
                    + " router's heap";
        }
    }
}
