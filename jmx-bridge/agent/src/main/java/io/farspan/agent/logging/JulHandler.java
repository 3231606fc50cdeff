package io.farspan.agent.logging;

import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import io.farspan.agent.record.Event;
import io.farspan.agent.spool.Spool;

/**
 * A handler of {@code java.util.logging} that appends each event to a spool as one record, its stack trace with it.
 *
 * <p>It throws nothing and never waits.
 */
final class JulHandler extends Handler {

    private static final Formatter MESSAGES = new Formatter() {
        @Override
        public String format(LogRecord event) {
            return formatMessage(event);
        }
    };

    private final Spool spool;

    JulHandler(Spool spool) {
        this.spool = spool;
    }

    @Override
    public void publish(LogRecord event) {
        try {
            spool.offer(Event.at(event.getInstant())
                    .severity(severity(event.getLevel()))
                    .logger(event.getLoggerName())
                    .thread(Thread.currentThread().getName())
                    .records(Event.bytes(
                            EventContent.of(() -> MESSAGES.format(event), event::getMessage, event.getThrown(), Map::of)
                                    .text())));
        } catch (Throwable e) {
            // The application's own handlers have the event, and nothing of ours reaches its thread.
            try {
                spool.lost();
            } catch (Throwable none) {
                // The stack has no room for one more call.
            }
        }
    }

    /** OpenTelemetry's severity numbers, as its own bridge for this API gives them. */
    private static int severity(Level level) {
        int value = level.intValue();
        if (value <= Level.FINEST.intValue()) {
            return 1;
        }
        if (value <= Level.FINER.intValue()) {
            return 5;
        }
        if (value <= Level.FINE.intValue()) {
            return 6;
        }
        if (value <= Level.CONFIG.intValue()) {
            return 7;
        }
        if (value <= Level.INFO.intValue()) {
            return 9;
        }
        if (value <= Level.WARNING.intValue()) {
            return 13;
        }
        return value <= Level.SEVERE.intValue() ? 17 : 21;
    }

    @Override
    public void flush() {
        // The spool keeps what it was given.
    }

    @Override
    public void close() {
        // A reset of the configuration closes all handlers; this one is put in again.
    }
}
