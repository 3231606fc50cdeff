package io.farspan.agent.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The text and the attributes of an event, made in the thread that logs it, which runs the application's own code for
 * arguments and values. What that code logs meanwhile is a record too, with the pattern of its message instead of a text and
 * without attributes, and of an event inside that not even the pattern is asked for: no value that logs itself goes on
 * without an end, and no two can wait for each other.
 */
final class EventContent {

    private static final ThreadLocal<Integer> DEPTH = new ThreadLocal<>();

    private final String text;
    private final Map<String, String> attributes;

    private EventContent(String text, Map<String, String> attributes) {
        this.text = text;
        this.attributes = attributes;
    }

    /**
     * The content of one event. Throws nothing.
     *
     * @param message made of its pattern and its arguments
     * @param pattern what is said when the message cannot be made
     * @param thrown a Throwable, or the text of its stack trace
     * @param attributes those that can be read are kept
     */
    static EventContent of(
            Supplier<@Nullable String> message,
            Supplier<@Nullable String> pattern,
            @Nullable Object thrown,
            Supplier<? extends Map<?, ?>> attributes) {
        Integer outer = DEPTH.get();
        int depth = outer == null ? 0 : outer;
        if (depth > 1) {
            return new EventContent(
                    "(logged while the text of another event is made, whose text is made inside a third)",
                    new LinkedHashMap<>());
        }
        DEPTH.set(depth + 1);
        try {
            return depth > 0
                    ? new EventContent(text(pattern, pattern, null), new LinkedHashMap<>())
                    : new EventContent(text(message, pattern, thrown), attributes(attributes));
        } finally {
            if (outer == null) {
                DEPTH.remove();
            } else {
                DEPTH.set(outer);
            }
        }
    }

    /** The message, and the stack trace after a line break. */
    String text() {
        return text;
    }

    /** None of an event inside another; they are the caller's to change. */
    Map<String, String> attributes() {
        return attributes;
    }

    private static String text(
            Supplier<@Nullable String> message, Supplier<@Nullable String> pattern, @Nullable Object thrown) {
        try {
            String text = String.valueOf(message.get());
            return thrown == null ? text : text + "\n" + trace(thrown);
        } catch (Throwable e) { // also what the application's own toString throws
            return pattern(pattern) + " (its text cannot be made: "
                    + e.getClass().getName() + ")";
        }
    }

    private static Map<String, String> attributes(Supplier<? extends Map<?, ?>> supplier) {
        Map<String, String> attributes = new LinkedHashMap<>();
        try {
            supplier.get().forEach((key, value) -> attributes.put(String.valueOf(key), String.valueOf(value)));
        } catch (Throwable e) {
            // Those that could be read are kept.
        }
        return attributes;
    }

    private static String pattern(Supplier<@Nullable String> pattern) {
        try {
            return String.valueOf(pattern.get());
        } catch (Throwable e) {
            return "an event";
        }
    }

    private static String trace(Object thrown) {
        if (!(thrown instanceof Throwable)) {
            return thrown.toString().stripTrailing();
        }
        StringWriter trace = new StringWriter();
        ((Throwable) thrown).printStackTrace(new PrintWriter(trace));
        return trace.toString().stripTrailing();
    }
}
