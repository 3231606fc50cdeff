package io.farspan.agent.log4j2;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.logging.log4j.message.Message;
import org.jspecify.annotations.Nullable;

/** Passes on each event in the thread that appends it, and lets none through. Events are used again by the library. */
final class EventFilter extends AbstractFilter {

    /** Told in the place of an event that cannot be read; made before memory lacks. */
    private static final Object[] UNREADABLE = {};

    private final Consumer<Object[]> target;

    EventFilter(Consumer<Object[]> target) {
        this.target = target;
    }

    @Override
    @SuppressWarnings("NullAway") // the target knows what may be null
    public Result filter(LogEvent event) {
        try {
            Message message = event.getMessage();
            target.accept(new Object[] {
                Instant.ofEpochSecond(
                        event.getInstant().getEpochSecond(), event.getInstant().getNanoOfSecond()),
                severity(event.getLevel()),
                event.getLoggerName(),
                event.getThreadName(),
                (Supplier<String>) message::getFormattedMessage,
                (Supplier<String>) message::getFormat,
                event.getThrown(),
                (Supplier<Map<String, String>>) () -> attributes(event)
            });
        } catch (Throwable e) {
            lost();
        }
        return Result.DENY;
    }

    /** Nothing of ours reaches the application's thread. */
    private void lost() {
        try {
            target.accept(UNREADABLE);
        } catch (Throwable e) {
            // The stack has no room for one more call.
        }
    }

    private static Map<String, String> attributes(LogEvent event) {
        Map<String, String> attributes = new HashMap<>(event.getContextData().toMap());
        Marker marker = event.getMarker();
        if (marker != null) {
            attributes.put("marker", marker.getName());
        }
        return attributes;
    }

    /** OpenTelemetry's severity numbers, as its own appender for this library gives them. */
    private static @Nullable Integer severity(Level level) {
        switch (level.getStandardLevel()) {
            case ALL:
            case TRACE:
                return 1;
            case DEBUG:
                return 5;
            case INFO:
                return 9;
            case WARN:
                return 13;
            case ERROR:
                return 17;
            case FATAL:
                return 21;
            default:
                return null;
        }
    }
}
