package io.farspan.agent.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Makes the text of an event in the thread that logs it, which runs the application's own code for its arguments. What
 * that code logs meanwhile is a record too, with the pattern of its message instead of a text, and of an event inside that
 * not even the pattern is asked for: no two arguments can wait for each other without an end.
 */
final class EventText {

    private static final ThreadLocal<Integer> DEPTH = new ThreadLocal<>();

    private EventText() {}

    /**
     * The message, and the stack trace after a line break. It throws nothing.
     *
     * @param message made of its pattern and its arguments
     * @param pattern what is said when the message cannot be made
     * @param thrown a Throwable, or the text of its stack trace
     */
    static String of(Supplier<@Nullable String> message, Supplier<@Nullable String> pattern, @Nullable Object thrown) {
        Integer outer = DEPTH.get();
        int depth = outer == null ? 0 : outer;
        if (depth > 1) {
            return "(logged while the text of another event is made, whose text is made inside a third)";
        }
        DEPTH.set(depth + 1);
        try {
            if (depth > 0) {
                return String.valueOf(pattern.get());
            }
            String text = String.valueOf(message.get());
            return thrown == null ? text : text + "\n" + trace(thrown);
        } catch (Throwable e) { // also what the application's own toString throws
            return pattern(pattern) + " (its text cannot be made: "
                    + e.getClass().getName() + ")";
        } finally {
            if (outer == null) {
                DEPTH.remove();
            } else {
                DEPTH.set(outer);
            }
        }
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
