package io.farspan.router.api;

import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.vertx.ext.web.RoutingContext;

/**
 * How many bytes of answers lie in memory until their clients have taken them. A client that asks for much and reads
 * nothing, over many connections, would fill the heap: one caller may have an eighth of it, all together a quarter.
 * Safe for many threads.
 */
@Singleton
public class UnsentAnswers {

    /** So little is always taken: the number of connections bounds it. */
    private static final long SMALL = 16 << 10;

    private final long most;
    private final long mostOfOne;
    private final Map<String, Long> unsent = new HashMap<>();
    private long all;

    @Inject
    UnsentAnswers() {
        this(Runtime.getRuntime().maxMemory() / 4);
    }

    UnsentAnswers(long most) {
        this.most = most;
        this.mostOfOne = most / 2;
    }

    /** The share of one answer, given back when the response has ended, well or not. */
    public Share open(String caller, RoutingContext context) {
        Share share = new Share(caller);
        context.addEndHandler(ended -> share.resize(0));
        return share;
    }

    /** For one caller's answer that is not bound to a connection yet. */
    Share open(String caller) {
        return new Share(caller);
    }

    private synchronized boolean take(String caller, long bytes) {
        long own = unsent.getOrDefault(caller, 0L);
        // Whoever has nothing lying here gets any answer: its own limits bound it.
        boolean room = bytes <= SMALL || own == 0 || (own + bytes <= mostOfOne && all + bytes <= most);
        if (room) {
            add(caller, bytes);
        }
        return room;
    }

    private synchronized void add(String caller, long bytes) {
        all += bytes;
        unsent.merge(caller, bytes, (old, more) -> old + more == 0 ? null : Long.valueOf(old + more));
    }

    /** What one answer takes. */
    public final class Share {
        private final String caller;
        private long taken;
        private boolean over;

        private Share(String caller) {
            this.caller = caller;
        }

        /** Takes room for so many bytes more; false when there is none. */
        public synchronized boolean take(long bytes) {
            if (over) {
                return true; // nobody is there any more to take it
            }
            boolean room = UnsentAnswers.this.take(caller, bytes);
            taken += room ? bytes : 0;
            return room;
        }

        /** The answer has become so many bytes; with 0 it is over. */
        synchronized void resize(long bytes) {
            if (!over) {
                add(caller, bytes - taken);
                taken = bytes;
                over = bytes == 0;
            }
        }

        /** Why there is no room, and what to do. */
        public String why() {
            return "there is no room for it: " + caller + " has answers under way that were not read yet, and "
                    + mostOfOne + " bytes of one caller, " + most + " of all, are kept (an eighth and a quarter of"
                    + " the router's heap). Read them first, or ask for less";
        }
    }
}
