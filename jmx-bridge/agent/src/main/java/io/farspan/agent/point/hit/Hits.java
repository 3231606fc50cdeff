package io.farspan.agent.point.hit;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.farspan.agent.point.condition.EvaluationFailure;
import io.farspan.agent.point.spec.PointKind;
import io.farspan.agent.point.spec.PointSpec;
import io.farspan.agent.record.Event;

/** What came of one point, at all of its sites together, and the records of it. Thread-safe. */
public final class Hits {

    private static final int INFO = 9;
    private static final int WARN = 13;

    private final String id;
    private final PointSpec spec;
    private final Clock clock;
    private final Consumer<List<byte[]>> records;
    private final LongAdder count = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final Durations durations = new Durations();
    private final Complaints failures;
    private final Complaints pauses;
    private final Quota quota;
    private long reported;

    /**
     * The hits of a new point.
     *
     * @param records takes the records of one event, without waiting
     */
    public Hits(String id, PointSpec spec, Clock clock, LongSupplier nanoTime, Consumer<List<byte[]>> records) {
        this.id = id;
        this.spec = spec;
        this.clock = clock;
        this.records = records;
        this.failures = new Complaints(nanoTime);
        this.pauses = new Complaints(nanoTime);
        this.quota = new Quota(spec.rate(), spec.hits());
    }

    PointSpec spec() {
        return spec;
    }

    Quota quota() {
        return quota;
    }

    void count() {
        count.increment();
    }

    void took(long nanos) {
        durations.add(nanos);
    }

    /** Records one hit. */
    void hit(String text) {
        count.increment();
        Event event = event(INFO, Map.of());
        CurrentTrace current = CurrentTrace.read();
        current.trace().ifPresent(event::trace);
        current.span().ifPresent(event::span);
        records.accept(event.records(Event.bytes(text)));
    }

    /** The condition or what is recorded could not be evaluated; said once in five minutes. */
    void failed(Throwable failure) {
        if (failure instanceof EvaluationFailure && ((EvaluationFailure) failure).isPassing()) {
            unknown.increment();
            return;
        }
        String what = failure instanceof EvaluationFailure
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getName();
        if (failures.isReported(what) && !(failure instanceof VirtualMachineError)) { // no room for a record then
            record(WARN, "the point " + spec.place() + " cannot be evaluated: " + what, Map.of());
        }
    }

    /** It is left out for a while because of what it costs; said once in five minutes. */
    void paused(double share, double allowed) {
        String what = String.format(
                Locale.ROOT,
                "points took %.1f %% of the CPU, %.1f %% are allowed, so that this one misses hits for a while",
                share * 100,
                allowed * 100);
        if (pauses.isReported(what)) {
            record(WARN, "the point " + spec.place() + ": " + what, Map.of());
        }
    }

    /** Says why there are no more. */
    public void ended(String reason) {
        summarize();
        record(INFO, "the point " + spec.place() + " is removed: " + reason, Map.of());
    }

    /** Called by one thread, after some time has passed. */
    public void refill(long nanos) {
        quota.refill(nanos);
    }

    /** Whether all hits that it may record have come. */
    public boolean isUsedUp() {
        return spec.kind().recordsHits() && quota.isUsedUp();
    }

    /** How often it was hit. */
    public long total() {
        return spec.kind() == PointKind.TIMING ? durations.count() : count.sum();
    }

    /** How often it could not be evaluated. */
    public long failed() {
        return failures.count();
    }

    /** How often it could not be evaluated yet, as when the fields of a class were not known. */
    public long unknown() {
        return unknown.sum();
    }

    /** The last failure and pause that were reported; empty when there was none. */
    public String problem() {
        return failures.text().isEmpty() ? pauses.text() : failures.text();
    }

    /** Records what a counter or a timing point has so far, if that is more than the last time. By one thread. */
    public void summarize() {
        long now = total();
        if (spec.kind().recordsHits() || now == reported) {
            return;
        }
        reported = now;
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("count", Long.toString(now));
        if (spec.kind() == PointKind.TIMING) {
            figures.put("mean", Long.toString(durations.mean()));
            figures.put("p50", Long.toString(durations.percentile(0.5)));
            figures.put("p99", Long.toString(durations.percentile(0.99)));
            figures.put("max", Long.toString(durations.longest()));
        }
        String took = spec.kind() == PointKind.TIMING
                ? String.format(
                        Locale.ROOT,
                        " times, p50 %,d ns, p99 %,d ns, longest %,d ns",
                        durations.percentile(0.5),
                        durations.percentile(0.99),
                        durations.longest())
                : " times";
        record(INFO, spec.place() + ": " + now + took, figures);
    }

    private void record(int severity, String text, Map<String, String> further) {
        records.accept(event(severity, further).records(Event.bytes(text)));
    }

    private Event event(int severity, Map<String, String> further) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("point", id);
        attributes.put("point.kind", spec.kind().word());
        attributes.put("point.place", spec.place());
        further.forEach((name, value) -> attributes.put("point." + name, value));
        return Event.at(clock.instant())
                .severity(severity)
                .logger(spec.className())
                .thread(Thread.currentThread().getName())
                .attributes(attributes);
    }
}
