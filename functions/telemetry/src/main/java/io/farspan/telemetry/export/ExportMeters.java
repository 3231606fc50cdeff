package io.farspan.telemetry.export;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import io.farspan.telemetry.store.ExportSignal;

/** What the router's own metrics say of one application's logs or metrics on their way out. Thread-safe. */
final class ExportMeters {

    private final Counter sent;
    private final Counter refused;
    private volatile Optional<Instant> waitingSince = Optional.empty();

    ExportMeters(MeterRegistry meters, String application, ExportSignal signal) {
        Tags tags = Tags.of("application", application, "signal", signal.word());
        Gauge.builder("farspan.telemetry.export.behind", this, it -> it.behind().toMillis() / 1_000.0)
                .description("For how long the oldest that arrived has waited to be sent to the OTLP receiver")
                .baseUnit("seconds")
                .tags(tags)
                .strongReference(true)
                .register(meters);
        sent = Counter.builder("farspan.telemetry.export.sent")
                .description("Log records or points that the OTLP receiver acknowledged")
                .tags(tags)
                .register(meters);
        refused = Counter.builder("farspan.telemetry.export.refused")
                .description("Log records or points that the OTLP receiver refused, and that are not sent again")
                .tags(tags)
                .register(meters);
    }

    /** Notes when the oldest arrived that waits; empty when nothing does. */
    void waitingSince(Optional<Instant> arrived) {
        waitingSince = arrived;
    }

    /** How long it has waited. */
    Duration behind() {
        Optional<Instant> since = waitingSince;
        if (since.isEmpty()) {
            return Duration.ZERO;
        }
        Duration behind = Duration.between(since.get(), Instant.now());
        return behind.isNegative() ? Duration.ZERO : behind;
    }

    /** Counts what a receiver has taken and refused. */
    void count(long taken, long others) {
        sent.increment((double) taken);
        refused.increment((double) others);
    }
}
