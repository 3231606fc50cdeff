package io.farspan.home.work;

import java.util.HashMap;
import java.util.Map;

import io.vertx.ext.web.RoutingContext;

/**
 * A limit on the bytes held in memory for a purpose. One caller may use half of it, so that none can crowd out the
 * others. Thread-safe.
 */
public final class ByteBudget {

    /** Amounts up to this are always granted; the number of connections limits them. */
    private static final long SMALL = 16 << 10;

    private final long most;
    private final long mostOfOne;
    private final Map<String, Long> taken = new HashMap<>();
    private long all;

    /** A budget of {@code most} bytes in all. */
    public ByteBudget(long most) {
        this.most = most;
        this.mostOfOne = most / 2;
    }

    /** A budget of a quarter of the heap for all, an eighth for one caller. */
    public static ByteBudget ofHeap() {
        return new ByteBudget(Runtime.getRuntime().maxMemory() / 4);
    }

    /** Opens an empty share. */
    public Share open(String caller) {
        return new Share(caller);
    }

    /** Opens a share that is released when the response has ended, even if it ended before. */
    public Share open(String caller, RoutingContext context) {
        Share share = open(caller);
        context.addEndHandler(ended -> share.close());
        if (context.response().closed() || context.response().ended()) {
            share.close(); // handlers added after the end are not called
        }
        return share;
    }

    /** The bytes taken. */
    public synchronized long taken() {
        return all;
    }

    private synchronized boolean take(String caller, long bytes) {
        long own = taken.getOrDefault(caller, 0L);
        // The first piece of a caller may have any size: other limits bound a single answer.
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

    /** The bytes that one piece of work has taken. Thread-safe. */
    public final class Share implements AutoCloseable {
        private final String caller;
        private long own;
        private boolean closed;

        private Share(String caller) {
            this.caller = caller;
        }

        /** Takes more bytes; false when there is no room. A closed share grants any amount and counts none. */
        public synchronized boolean take(long bytes) {
            boolean room = closed || ByteBudget.this.take(caller, bytes);
            own += room && !closed ? bytes : 0;
            return room;
        }

        /** Sets the bytes taken, without a check of the limit. */
        public synchronized void resize(long bytes) {
            if (!closed) {
                add(caller, bytes - own);
                own = bytes;
            }
        }

        /** Releases all bytes. */
        @Override
        public synchronized void close() {
            resize(0);
            closed = true;
        }

        /** The limits, for messages. */
        public String limits() {
            return mostOfOne + " bytes for " + caller + " and " + most + " for all, an eighth and a quarter of the"
                    + " router's heap";
        }
    }
}
