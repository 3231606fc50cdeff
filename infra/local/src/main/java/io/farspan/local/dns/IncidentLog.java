package io.farspan.local.dns;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what should not have happened and writes each kind of it into the log once: whoever can send a packet must not
 * be able to fill a disk. Safe for use by many threads.
 */
final class IncidentLog {

    private static final Logger LOG = System.getLogger(IncidentLog.class.getName());

    /** How many kinds are distinguished; far fewer places in the code can fail. */
    private static final int MOST_KINDS = 64;

    private final AtomicLong count = new AtomicLong();
    private final Set<String> kinds = ConcurrentHashMap.newKeySet();

    /** Counts one; a kind is an exception's type and the place that threw it. */
    void count(String what, Throwable failure) {
        count.incrementAndGet();
        StackTraceElement[] stack = failure.getStackTrace();
        String kind = what + failure.getClass().getName() + (stack.length == 0 ? "" : "@" + stack[0]);
        if (kinds.size() < MOST_KINDS && kinds.add(kind)) {
            LOG.log(
                    Level.WARNING,
                    "The embedded DNS server " + what
                            + ". It goes on serving; the next of this kind are counted and not logged.",
                    failure);
        }
    }

    long count() {
        return count.get();
    }

    int kinds() {
        return kinds.size();
    }
}
