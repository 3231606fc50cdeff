package io.farspan.diagnosis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The recent counters of one pool of request threads, and what they say about the service of its users. Not
 * thread-safe; used under its owner's lock.
 */
final class RequestPool {

    private static final long KEPT = 60_000_000_000L;

    private static final long STUCK = 1_500_000_000L;
    private static final long STUCK_UNCOUNTED = 5_000_000_000L;

    private static final long ERRORS_WITHIN = 6_000_000_000L;
    private static final double ERROR_SHARE = 0.2;
    /** The error share below which nothing is wrong, because some applications count a missing page as an error. */
    private static final double TIMES_MORE_ERRORS = 3;

    /** The longer window for pools with few requests. */
    private static final long SLOW_WITHIN = 3_000_000_000L;

    private static final int LEAST_SERVED = 8;
    private static final double LEAST_BUSY = 0.5;
    private static final double TIMES_SLOWER = 3;
    private static final double SLOWER_MS = 250;

    /** How often slowness must be seen, because a pause of the JVM makes some requests slow once. */
    private static final long SLOW_FOR = 1_200_000_000L;

    /** How slowly the usual value is learnt, so that gradual degradation does not become usual. */
    private static final double LEARNING_WORSE = 0.005;

    private static final double LEARNING_BETTER = 0.1;

    private final Deque<Snapshot> snapshots = new ArrayDeque<>();
    private double usualMs = Double.NaN;
    private double usualErrors;
    private long slowSince;

    private record Snapshot(long at, Indicators.Count count, long probes) {

        /** The share of the pool's requests that had failed until then, and a little more as it may have been luck. */
        double failedSoFar() {
            return (Math.max(0, count.errors()) + 0.5) / (Math.max(0, count.served()) + 1);
        }
    }

    /**
     * Adds counters read at a time of {@link System#nanoTime()}, and returns the complaint, if any.
     *
     * @param probes how many requests of Farspan's own the application has answered: they do not fail and would hide
     *     those that do
     */
    Optional<String> take(long now, Indicators.Count count, long probes) {
        snapshots.addLast(new Snapshot(now, count, probes));
        while (now - snapshots.getFirst().at > KEPT) {
            snapshots.removeFirst();
        }
        // All checks run, because each also learns its usual value.
        Optional<String> slow = slow(now);
        Optional<String> failing = failing(now);
        return exhausted(now).or(() -> failing).or(() -> slow);
    }

    private Optional<String> exhausted(long now) {
        Indicators.Count last = snapshots.getLast().count;
        long from = now;
        Iterator<Snapshot> newest = snapshots.descendingIterator();
        while (newest.hasNext()) {
            Snapshot look = newest.next();
            boolean stuck = look.count.size() > 0
                    && look.count.active() >= look.count.size()
                    && look.count.served() == last.served();
            if (!stuck) {
                break;
            }
            from = look.at;
        }
        long needed = last.served() < 0 ? STUCK_UNCOUNTED : STUCK;
        return now - from >= needed
                ? Optional.of("all %d request threads are busy and nothing was served for %.1f s (%s)"
                        .formatted(last.size(), (now - from) / 1e9, last.mbean()))
                : Optional.empty();
    }

    /** A large share of the last seconds' requests failed, or of fewer ones if that cannot be chance. */
    private Optional<String> failing(long now) {
        List<Snapshot> recent = since(now - ERRORS_WITHIN);
        Optional<Failures> all = failures(recent.get(0));
        if (all.isEmpty()) {
            return Optional.empty();
        }
        double most = Math.max(ERROR_SHARE, TIMES_MORE_ERRORS * usualErrors);
        Optional<String> complaint = all.filter(failures -> failures.isLarge(most))
                .or(() -> sudden(recent, most))
                .map(failures -> failures.told(now, usualErrors));
        if (complaint.isEmpty() && all.get().served() >= LEAST_SERVED) {
            usualErrors = learnt(usualErrors, all.get().share());
        }
        return complaint;
    }

    /** The failures of the shortest time that were too many for a pool with this past. */
    private Optional<Failures> sudden(List<Snapshot> recent, double most) {
        for (int from = recent.size() - 1; from >= 0; from--) {
            Snapshot before = recent.get(from);
            Optional<Failures> found = failures(before)
                    .filter(failures -> failures.served() >= LEAST_SERVED
                            && failures.isLarge(most)
                            && failures.areUnlikely(Math.max(usualErrors, before.failedSoFar())));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** What was served and failed since a snapshot; empty when nothing was, or the counters were reset. */
    private Optional<Failures> failures(Snapshot from) {
        Indicators.Count last = snapshots.getLast().count;
        long errors = last.errors() - from.count.errors();
        long probes = snapshots.getLast().probes - from.probes;
        long all = last.served() - from.count.served();
        long served = Math.max(all < probes ? all : all - probes, errors); // another pool's when they are more
        return from.count.errors() < 0 || errors < 0 || served == 0
                ? Optional.empty()
                : Optional.of(new Failures(from.at, served, errors, last.mbean()));
    }

    private Optional<String> slow(long now) {
        OptionalDouble mean = meanMs(now);
        boolean slow =
                mean.isPresent() && !Double.isNaN(usualMs) && mean.getAsDouble() > TIMES_SLOWER * usualMs + SLOWER_MS;
        if (!slow) {
            slowSince = 0;
            mean.ifPresent(ms -> usualMs = Double.isNaN(usualMs) ? ms : learnt(usualMs, ms));
            return Optional.empty();
        }
        slowSince = slowSince == 0 ? now : slowSince;
        return now - slowSince >= SLOW_FOR
                ? Optional.of("requests take %.0f ms on average, they used to take %.0f ms (%s)"
                        .formatted(
                                mean.getAsDouble(),
                                usualMs,
                                snapshots.getLast().count.mbean()))
                : Optional.empty();
    }

    private static double learnt(double usual, double now) {
        return usual + (now > usual ? LEARNING_WORSE : LEARNING_BETTER) * (now - usual);
    }

    /**
     * The average request time, over the shortest window that suffices: from the pool's own total, or else by Little's
     * law as the mean number in service divided by the throughput.
     *
     * @see <a href="https://doi.org/10.1287/opre.9.3.383">Little, A proof for the queuing formula L = λW, 1961</a>
     */
    private OptionalDouble meanMs(long now) {
        Indicators.Count last = snapshots.getLast().count;
        Iterator<Snapshot> newest = snapshots.descendingIterator();
        long busy = 0;
        int seen = 0;
        while (newest.hasNext()) {
            Snapshot look = newest.next();
            long served = last.served() - look.count.served();
            if (look.count.served() < 0 || served < 0) {
                return OptionalDouble.empty(); // nothing is counted, or the counters were reset
            }
            busy += Math.max(0, look.count.active());
            seen++;
            long took = now - look.at;
            if (took >= SLOW_WITHIN && served >= LEAST_SERVED) {
                if (last.timeMs() >= 0 && look.count.timeMs() >= 0) {
                    return OptionalDouble.of((double) (last.timeMs() - look.count.timeMs()) / served);
                }
                double inService = (double) busy / seen;
                return last.active() < 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(inService < LEAST_BUSY ? 0 : inService * took / 1e6 / served);
            }
        }
        return OptionalDouble.empty();
    }

    private List<Snapshot> since(long instant) {
        List<Snapshot> recent = new ArrayList<>();
        for (Snapshot look : snapshots) {
            if (look.at - instant >= 0) {
                recent.add(look);
            }
        }
        return recent;
    }
}
