package io.farspan.diagnosis;

import java.util.List;
import java.util.function.Predicate;

import io.farspan.protocol.probe.Reach;

/**
 * The quality of a link, measured by a burst of attempts.
 *
 * @param attempts the number of attempts
 * @param lost the number without an answer, or with one so late that a segment was retransmitted
 * @param lowest the lower bound of the loss rate, with 95 % confidence (Wilson, 1927)
 * @param medianMs the median time
 */
record LinkQuality(int attempts, int lost, double lowest, double medianMs) {

    /**
     * The delay that shows a retransmission: common systems retransmit after 200 ms at the earliest (Linux
     * TCP_RTO_MIN).
     */
    private static final double RESENT_MS = 180;

    /** The time within which late answers count as delayed by one pause, not lost one by one. */
    private static final double TOGETHER_MS = 8;

    private static final double Z = 1.96;

    /** The run of late answers after which the link counts as slower, not lossy. */
    private static final int SHIFT = 20;

    /** The run of good answers after which earlier losses are forgotten. */
    private static final int OVER = 40;

    static LinkQuality of(List<EdgeLog.Sample> samples) {
        List<EdgeLog.Sample> all = samples.stream()
                .filter(sample -> sample.ending() != Reach.Ending.REFUSED)
                .toList();
        double quick = quartile(times(all));
        int late = trailing(all, sample -> sample.ok() && sample.millis() > quick + RESENT_MS);
        int good = trailing(all, sample -> sample.ok() && sample.millis() <= quick + RESENT_MS);
        int same = Math.max(late >= SHIFT ? late : 0, good >= OVER ? good : 0);
        return judge(same > 0 ? all.subList(all.size() - same, all.size()) : all);
    }

    private static int trailing(List<EdgeLog.Sample> samples, Predicate<EdgeLog.Sample> alike) {
        int count = 0;
        while (count < samples.size() && alike.test(samples.get(samples.size() - 1 - count))) {
            count++;
        }
        return count;
    }

    private static double[] times(List<EdgeLog.Sample> samples) {
        return samples.stream()
                .filter(EdgeLog.Sample::ok)
                .mapToDouble(EdgeLog.Sample::millis)
                .sorted()
                .toArray();
    }

    private static double quartile(double[] times) {
        return times.length == 0 ? 0 : times[times.length / 4];
    }

    private static LinkQuality judge(List<EdgeLog.Sample> link) {
        double[] times = times(link);
        double usual = quartile(times);
        int lost = 0;
        double before = Double.NEGATIVE_INFINITY;
        for (EdgeLog.Sample sample : link.stream()
                .sorted((a, b) -> Long.compare(a.ended(), b.ended()))
                .toList()) {
            boolean late = sample.ok() && sample.millis() > usual + RESENT_MS;
            double at = sample.ended() / 1e6;
            if (!sample.ok()) {
                lost++;
            } else if (late) {
                if (at - before > TOGETHER_MS) {
                    lost++;
                }
                before = at;
            }
        }
        return new LinkQuality(
                link.size(), lost, wilson(lost, link.size()), times.length == 0 ? Double.NaN : times[times.length / 2]);
    }

    /** The lower end of the 95 % interval of a proportion. */
    static double wilson(int hits, int of) {
        if (of == 0) {
            return 0;
        }
        double p = (double) hits / of;
        double z2 = Z * Z;
        double centre = p + z2 / (2 * of);
        double spread = Z * Math.sqrt((p * (1 - p) + z2 / (4 * of)) / of);
        return Math.max(0, (centre - spread) / (1 + z2 / of));
    }
}
