package io.farspan.core.agent;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The agents that are working on calls of ours, abandoned calls included: an agent does not stop when its caller does. For
 * a while the silence of such an agent is not evidence against it; one that has answered nothing for a minute, or for three
 * seconds when everything it was asked is light, is not silent because of us. Safe for use by many
 * threads.
 */
final class BusyAgents {

    private static final long LONGEST_HEAVY = Duration.ofMinutes(1).toNanos();
    private static final long LONGEST_LIGHT = Duration.ofSeconds(3).toNanos();

    private static final class Work {
        private int light;
        private int heavy;
        private long silentSince;
    }

    private final Map<InetSocketAddress, Work> work = new HashMap<>();

    /** The whole request has been sent to the agent. */
    synchronized void started(InetSocketAddress agent, boolean heavy) {
        Work own = work.computeIfAbsent(agent, key -> {
            Work fresh = new Work();
            fresh.silentSince = System.nanoTime();
            return fresh;
        });
        count(own, heavy, 1);
    }

    /** The agent answered something. */
    synchronized void answered(InetSocketAddress agent) {
        Work own = work.get(agent);
        if (own != null) {
            own.silentSince = System.nanoTime();
        }
    }

    /** The agent has finished a request, or whether it has can no longer be told. */
    synchronized void ended(InetSocketAddress agent, boolean heavy) {
        Work own = work.get(agent);
        if (own != null) {
            count(own, heavy, -1);
            if (own.light + own.heavy <= 0) {
                work.remove(agent);
            }
        }
    }

    synchronized boolean isBusy(InetSocketAddress agent) {
        @Nullable Work own = work.get(agent);
        return own != null && System.nanoTime() - own.silentSince <= (own.heavy > 0 ? LONGEST_HEAVY : LONGEST_LIGHT);
    }

    private static void count(Work own, boolean heavy, int change) {
        if (heavy) {
            own.heavy += change;
        } else {
            own.light += change;
        }
    }
}
