package io.farspan.telemetry.export;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

import io.farspan.protocol.call.Text;

/**
 * Logs what a receiver does not take, at most one line a minute, whatever it answers how often. What had no line is counted in the
 * next. Not thread-safe.
 */
final class RefusalLog {

    private static final Logger LOG = Logger.getLogger(RefusalLog.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final String what;
    private final LongSupplier nanoTime;
    private long notBefore;
    private long batches;
    private long count;

    /**
     * A log of refusals.
     *
     * @param what what is sent, for people
     */
    RefusalLog(String what, LongSupplier nanoTime) {
        this.what = what;
        this.nanoTime = nanoTime;
        this.notBefore = nanoTime.getAsLong();
    }

    /** Notes a refusal of so many records or points. */
    void add(Logger.Level level, long refused, String words) {
        if (mayNot()) {
            batches++;
            count += refused;
            return;
        }
        LOG.log(level, Text.escape(words) + others());
        begin();
    }

    /** Logs what had no line, when its time has come. */
    void flush() {
        if (batches > 0 && !mayNot()) {
            LOG.warnf("%s: the receiver's last answers%s", what, others());
            begin();
        }
    }

    private boolean mayNot() {
        return nanoTime.getAsLong() - notBefore < 0;
    }

    private String others() {
        return batches == 0
                ? ""
                : "; before, it answered " + batches + " more requests like this, and refused " + count
                        + " records or points of them";
    }

    private void begin() {
        batches = 0;
        count = 0;
        notBefore = nanoTime.getAsLong() + PAUSE.toNanos();
    }
}
