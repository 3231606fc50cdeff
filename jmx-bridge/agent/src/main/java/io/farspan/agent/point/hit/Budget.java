package io.farspan.agent.point.hit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Keeps all points together at a share of the CPU. In one of about 25 moments each evaluation is measured, which gives the share
 * whatever the pattern in which threads come; records are measured always. When the share is exceeded, the point that costs
 * most pauses, the longer the more it is. For one thread.
 */
public final class Budget {

    /** What points may take of all processors. */
    public static final double ALLOWED = 0.01;

    static final long MEASURED = TimeUnit.MILLISECONDS.toNanos(2);
    public static final long UNMEASURED = TimeUnit.MILLISECONDS.toNanos(48);

    private static final double WEIGHT = 0.1;
    private static final long REPEATED = TimeUnit.SECONDS.toNanos(10);
    private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final double allowed;
    private final int processors;

    /** By point, whose sites are others when another point is set in the same class. */
    private final Map<Hits, Double> shares = new HashMap<>();

    private final Map<Hits, Long> paused = new HashMap<>();

    /** When evaluations last took longer than most do. */
    private final Map<Hits, Long> exceeded = new HashMap<>();

    private long windowBegan;
    private long lastRecords;
    private boolean measuring;

    Budget(double allowed, int processors, long now) {
        this.allowed = allowed;
        this.processors = processors;
        this.lastRecords = now;
    }

    /** A budget of this share of all processors, which begins now. */
    public static Budget of(double allowed) {
        return new Budget(allowed, Runtime.getRuntime().availableProcessors(), System.nanoTime());
    }

    /**
     * Goes on to the next moment.
     *
     * @param sites all that there are
     * @return in how many nanoseconds to call it again
     */
    public long step(Collection<Site> sites, long now) {
        Map<Hits, List<Site>> points = sites.stream().collect(Collectors.groupingBy(Site::hits));
        shares.keySet().retainAll(points.keySet());
        paused.keySet().retainAll(points.keySet());
        exceeded.keySet().retainAll(points.keySet());
        if (measuring) {
            evaluate(points, now);
        }
        measuring = !measuring;
        paused.values().removeIf(until -> now - until >= 0);
        for (Site site : sites) {
            site.measure(measuring);
            site.pause(paused.containsKey(site.hits()));
            site.refresh();
        }
        windowBegan = now;
        return measuring ? MEASURED : UNMEASURED;
    }

    private void evaluate(Map<Hits, List<Site>> points, long now) {
        double window = Math.max(1, now - windowBegan) * (double) processors;
        double since = Math.max(1, now - lastRecords) * (double) processors;
        lastRecords = now;
        double sum = 0;
        for (Map.Entry<Hits, List<Site>> point : points.entrySet()) {
            double share = excess(point.getKey(), point.getValue(), now) / window;
            for (Site site : point.getValue()) {
                share += site.takeEvaluated() / window + site.takeRecorded() / since;
            }
            double mean = share(point.getKey()) * (1 - WEIGHT) + share * WEIGHT;
            shares.put(point.getKey(), mean);
            sum += paused.containsKey(point.getKey()) ? 0 : mean;
        }
        List<Hits> candidates = new ArrayList<>(points.keySet());
        candidates.removeAll(paused.keySet());
        candidates.sort((one, other) -> Double.compare(share(other), share(one)));
        for (Hits point : candidates) {
            if (sum <= allowed) {
                return;
            }
            pause(point, sum, now);
            sum -= share(point);
        }
    }

    /** A long evaluation is a condition that takes long when there was another one; alone it is the system's doing. */
    private long excess(Hits point, List<Site> sites, long now) {
        long excess = sites.stream().mapToLong(Site::takeExcess).sum();
        if (excess == 0) {
            return 0;
        }
        Long before = exceeded.put(point, now);
        return before != null && now - before <= REPEATED ? excess : 0;
    }

    private double share(Hits point) {
        return shares.getOrDefault(point, 0.0);
    }

    private void pause(Hits point, double share, long now) {
        long nanos = (long) Math.min(LONGEST_PAUSE, TimeUnit.SECONDS.toNanos(1) * (share / allowed));
        paused.put(point, now + nanos);
        point.paused(share, allowed);
    }
}
