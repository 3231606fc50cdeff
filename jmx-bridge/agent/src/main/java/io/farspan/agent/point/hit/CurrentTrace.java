package io.farspan.agent.point.hit;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.point.condition.ClassFields;
import io.farspan.agent.point.condition.KnownTypes;

/**
 * The trace and the span that the current thread is part of, as its thread-local values say: a map or an array of the context of
 * a logging library with {@code trace_id} or {@code traceId} and {@code span_id} or {@code spanId}, or the context of
 * OpenTelemetry's API. Nothing is called of the libraries, whose names and whose loaders are of no concern.
 * The first hits may be without a trace, until the fields of such a context are known.
 */
final class CurrentTrace {

    private static final Pattern TRACE = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern SPAN = Pattern.compile("(?!0{16})[0-9a-f]{16}");
    private static final String OPEN_TELEMETRY = "ArrayBasedContext";
    private static final int MOST_VALUES = 1_000;
    private static final int MOST_ENTRIES = 200;

    /** Looked for until it is found, which it is once java.lang has been opened for the first point. */
    private static volatile Optional<Field> threadLocals = Optional.empty();

    private Optional<String> trace = Optional.empty();
    private Optional<String> span = Optional.empty();

    private CurrentTrace() {}

    /** What is known of the current thread; empty when its values cannot be read. */
    static CurrentTrace read() {
        CurrentTrace found = new CurrentTrace();
        try {
            Object locals = threadLocals();
            Object table = locals == null ? null : field(locals, "table");
            if (table instanceof Object[]) {
                found.readTable((Object[]) table);
            }
        } catch (RuntimeException e) {
            // As when a value is changed meanwhile: the hit has no trace then.
        }
        return found;
    }

    Optional<String> trace() {
        return trace;
    }

    Optional<String> span() {
        return span;
    }

    private static @Nullable Object threadLocals() {
        Optional<Field> field = threadLocals;
        if (field.isEmpty()) {
            field = find();
            threadLocals = field;
        }
        return read(field, Thread.currentThread());
    }

    private static Optional<Field> find() {
        try {
            Field field = Thread.class.getDeclaredField("threadLocals");
            return field.trySetAccessible() ? Optional.of(field) : Optional.empty();
        } catch (NoSuchFieldException e) {
            return Optional.empty();
        }
    }

    private void readTable(@Nullable Object[] table) {
        for (int i = 0; i < Math.min(table.length, MOST_VALUES) && trace.isEmpty(); i++) {
            Object entry = table[i];
            Object value = entry == null ? null : field(entry, "value");
            if (value instanceof Object[]) {
                readArray((Object[]) value);
            } else if (value != null && KnownTypes.isLookedUp(value)) {
                readMap((Map<?, ?>) value);
            } else if (value != null && value.getClass().getName().endsWith(OPEN_TELEMETRY)) {
                readContext(value);
            }
        }
    }

    private void readMap(Map<?, ?> map) {
        take(map.get("trace_id"), map.get("span_id"));
        take(map.get("traceId"), map.get("spanId"));
    }

    /** How many there are, and then keys, each with its value after it, as Log4j has them. */
    private void readArray(@Nullable Object[] pairs) {
        Object traceId = null;
        Object spanId = null;
        int most = Math.min(pairs.length, MOST_ENTRIES);
        int end = most > 0 && pairs[0] instanceof Integer ? Math.min(most, 1 + 2 * (Integer) pairs[0]) : 0;
        for (int i = 1; i < end - 1; i += 2) {
            if ("trace_id".equals(pairs[i]) || "traceId".equals(pairs[i])) {
                traceId = pairs[i + 1];
            } else if ("span_id".equals(pairs[i]) || "spanId".equals(pairs[i])) {
                spanId = pairs[i + 1];
            }
        }
        take(traceId, spanId);
    }

    /** The span among the values of a context of OpenTelemetry's. */
    private void readContext(Object context) {
        Object entries = field(context, "entries");
        if (entries instanceof Object[]) {
            for (Object entry : (Object[]) entries) {
                Object ids = entry == null ? null : field(entry, "context");
                if (ids != null) {
                    take(field(ids, "traceId"), field(ids, "spanId"));
                }
            }
        }
    }

    private void take(@Nullable Object traceId, @Nullable Object spanId) {
        if (trace.isEmpty()
                && traceId instanceof String
                && TRACE.matcher((String) traceId).matches()) {
            trace = Optional.of((String) traceId);
            if (spanId instanceof String && SPAN.matcher((String) spanId).matches()) {
                span = Optional.of((String) spanId);
            }
        }
    }

    private static @Nullable Object field(Object object, String name) {
        return read(ClassFields.known(object.getClass()).flatMap(fields -> fields.named(name)), object);
    }

    private static @Nullable Object read(Optional<Field> field, Object object) {
        try {
            return field.isPresent() ? field.get().get(object) : null;
        } catch (IllegalAccessException e) {
            return null;
        }
    }
}
