package io.farspan.core.call;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What each caller has used of each agent recently, in time and bytes. It covers this process only: several execution
 * environments of a Lambda have one each, and together allow that many times the budget; what keeps an agent free for
 * others even then is that slices are short. Safe for use by many threads.
 */
final class AgentBudget {

    private static final int MOST_ACCOUNTS = 10_000;
    private static final int BUCKETS = 10;

    /** The most clients and listeners that one caller may create at an agent within an hour. */
    static final int SUBSCRIPTIONS = 60;

    private static final long SUBSCRIPTION_EVERY = Duration.ofHours(1).toNanos() / SUBSCRIPTIONS;

    private record Account(String caller, InetSocketAddress agent) {}

    /** The use within the window, by bucket. */
    private static final class Used {
        private final long[] nanos = new long[BUCKETS];
        private final long[] bytes = new long[BUCKETS];
        private long newest;
        private long subscriptionsFrom;
        private boolean subscribed;

        /** Takes one permit of a token bucket that refills one by one; false when it is empty. */
        boolean subscribe(long now) {
            long full = now - (SUBSCRIPTIONS - 1) * SUBSCRIPTION_EVERY;
            if (!subscribed || subscriptionsFrom - full < 0) {
                subscriptionsFrom = full;
                subscribed = true;
            }
            if (subscriptionsFrom - now > 0) {
                return false;
            }
            subscriptionsFrom += SUBSCRIPTION_EVERY;
            return true;
        }

        void advance(long bucket) {
            for (long next = Math.max(newest + 1, bucket - BUCKETS + 1); next <= bucket; next++) {
                nanos[(int) (next % BUCKETS)] = 0;
                bytes[(int) (next % BUCKETS)] = 0;
            }
            newest = Math.max(newest, bucket);
        }
    }

    private final AgentLimits limits;
    private final long bucketNanos;
    private final long origin = System.nanoTime();
    private final Map<Account, Used> accounts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Account, Used> eldest) {
            return size() > MOST_ACCOUNTS;
        }
    };

    AgentBudget(AgentLimits limits) {
        this.limits = limits;
        this.bucketNanos = Math.max(1, limits.window().toNanos() / BUCKETS);
    }

    synchronized void charge(String caller, InetSocketAddress agent, long nanos, long bytes) {
        Used used = accounts.computeIfAbsent(new Account(caller, agent), key -> new Used());
        used.advance(bucket());
        used.nanos[(int) (used.newest % BUCKETS)] += nanos;
        used.bytes[(int) (used.newest % BUCKETS)] += bytes;
    }

    /** Takes one of the clients and listeners that a caller may create at an agent; false when none is left. */
    synchronized boolean subscribe(String caller, InetSocketAddress agent) {
        return accounts.computeIfAbsent(new Account(caller, agent), key -> new Used())
                .subscribe(System.nanoTime());
    }

    /** Which part of the budget is used up, as a text for its caller; empty while some is left. */
    synchronized Optional<String> exhausted(String caller, InetSocketAddress agent) {
        Used used = accounts.get(new Account(caller, agent));
        if (used == null) {
            return Optional.empty();
        }
        used.advance(bucket());
        long nanos = 0;
        long bytes = 0;
        for (int i = 0; i < BUCKETS; i++) {
            nanos += used.nanos[i];
            bytes += used.bytes[i];
        }
        if (nanos > limits.time().toNanos()) {
            return Optional.of("kept the instance's agent busy for " + nanos / 1_000_000 + " ms within the last "
                    + limits.window().toSeconds() + " s, of " + limits.time().toMillis()
                    + " ms that are allowed (farspan.agent.budget-ms)");
        }
        return bytes > limits.bytes()
                ? Optional.of("took " + bytes + " bytes from the instance's agent within the last "
                        + limits.window().toSeconds() + " s, of " + limits.bytes()
                        + " that are allowed (farspan.agent.budget-bytes)")
                : Optional.empty();
    }

    private long bucket() {
        return (System.nanoTime() - origin) / bucketNanos + BUCKETS;
    }
}
