package io.farspan.core.agent;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Which agents are at work on calls of ours, those that nobody waits for any more among them: an agent does not stop when
 * its caller does. Silence of such an agent is evidence of nothing. Safe for use by many threads.
 */
final class BusyAgents {

    /** After this long without an answer it is no longer our call that keeps an agent from answering. */
    private static final long LONGEST = Duration.ofMinutes(1).toNanos();

    private static final class Work {
        private int underWay;
        private boolean abandoned;
        private long since;
    }

    private final Map<InetSocketAddress, Work> work = new HashMap<>();

    synchronized void started(InetSocketAddress agent) {
        Work own = work.computeIfAbsent(agent, key -> new Work());
        own.underWay++;
        own.since = System.nanoTime();
    }

    /** The agent answered: whatever it was at before, it is through with. */
    synchronized void answered(InetSocketAddress agent, Lane lane) {
        Work own = work.get(agent);
        if (own != null) {
            own.abandoned = false;
            end(agent, own, lane);
        }
    }

    /** Nobody waits any more; the agent may well go on. */
    synchronized void abandoned(InetSocketAddress agent, Lane lane) {
        Work own = work.get(agent);
        if (own != null) {
            own.abandoned |= lane == Lane.CALL;
            end(agent, own, lane);
        }
    }

    private void end(InetSocketAddress agent, Work own, Lane lane) {
        if (lane == Lane.CALL) {
            own.underWay--;
        }
        if (own.underWay <= 0 && !own.abandoned) {
            work.remove(agent);
        }
    }

    synchronized boolean isBusy(InetSocketAddress agent) {
        long now = System.nanoTime();
        for (Iterator<Work> each = work.values().iterator(); each.hasNext(); ) {
            Work own = each.next();
            if (own.underWay <= 0 && now - own.since > LONGEST) {
                each.remove();
            }
        }
        Work own = work.get(agent);
        return own != null && now - own.since <= LONGEST;
    }
}
