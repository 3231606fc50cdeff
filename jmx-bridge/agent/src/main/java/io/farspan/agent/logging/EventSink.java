package io.farspan.agent.logging;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.record.Event;
import io.farspan.agent.spool.Spool;

/**
 * Takes events from appenders that live in an application's class loaders, and appends each to a spool as one record. An
 * event arrives as types that every loader shares:
 *
 * <ol start="0">
 *   <li>{@link Instant}, its time
 *   <li>{@link Integer}, its severity as a number of OpenTelemetry, or null
 *   <li>{@link String}, the logger
 *   <li>{@link String}, the thread
 *   <li>{@link Supplier} of the message
 *   <li>{@link Supplier} of its pattern
 *   <li>{@link Throwable}, or a stack trace as {@link String}, or null
 *   <li>{@link Supplier} of a map with the attributes
 * </ol>
 *
 * <p>{@code trace_id} or {@code traceId} and {@code span_id} or {@code spanId} among the attributes become the record's own
 * when they have the right form. An event that is not so, as one without anything, is counted as lost. It throws nothing and never waits.
 */
public final class EventSink implements Consumer<Object[]> {

    private static final Pattern TRACE = Pattern.compile("(?!0{32})[0-9a-fA-F]{32}");
    private static final Pattern SPAN = Pattern.compile("(?!0{16})[0-9a-fA-F]{16}");

    private final Spool spool;

    public EventSink(Spool spool) {
        this.spool = spool;
    }

    @Override
    public void accept(@Nullable Object[] event) {
        try {
            Event record = Event.at((Instant) required(event[0]))
                    .logger((String) event[2])
                    .thread((String) event[3]);
            if (event[1] != null) {
                record.severity((Integer) event[1]);
            }
            EventContent content = EventContent.of(text(event[4]), text(event[5]), event[6], map(event[7]));
            Map<String, String> attributes = content.attributes();
            take(attributes, TRACE, "trace_id", "traceId").ifPresent(record::trace);
            take(attributes, SPAN, "span_id", "spanId").ifPresent(record::span);
            spool.offer(record.attributes(attributes).records(Event.bytes(content.text())));
        } catch (Throwable e) {
            // The application's own appenders have the event, and nothing of ours reaches its thread.
            try {
                spool.lost();
            } catch (Throwable none) {
                // The stack has no room for one more call.
            }
        }
    }

    /** Says that events between a moment and now may be missing, because the appender was not there yet. */
    public void appenderLateSince(Instant moment) {
        spool.appenderLateSince(moment);
    }

    private static Object required(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("an event without a time, a text or attributes");
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private static Supplier<@Nullable String> text(@Nullable Object value) {
        return (Supplier<@Nullable String>) required(value);
    }

    @SuppressWarnings("unchecked")
    private static Supplier<Map<?, ?>> map(@Nullable Object value) {
        return (Supplier<Map<?, ?>>) required(value);
    }

    private static Optional<String> take(Map<String, String> attributes, Pattern form, String... names) {
        for (String name : names) {
            String id = attributes.get(name);
            if (id != null && form.matcher(id).matches()) {
                attributes.remove(name);
                return Optional.of(id.toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }
}
