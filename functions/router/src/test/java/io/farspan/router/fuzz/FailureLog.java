package io.farspan.router.fuzz;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects the failures that the router logs, by trace id, so that a test can report the cause. */
final class FailureLog extends Handler implements AutoCloseable {

    private static final Pattern TRACE = Pattern.compile("trace ([0-9a-f]{32})");
    private static final int REMEMBERED = 10_000;

    private final Logger router = Logger.getLogger("io.farspan");
    private final Map<String, String> causes = new ConcurrentHashMap<>();

    FailureLog() {
        router.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
        Matcher trace = TRACE.matcher(String.valueOf(record.getMessage()));
        if (record.getThrown() != null && causes.size() < REMEMBERED && trace.find()) {
            causes.put(trace.group(1), cause(record.getThrown()));
        }
    }

    /** The logged failure for an answer's trace id; empty when none is known. */
    String cause(String answer) {
        return causes.entrySet().stream()
                .filter(cause -> answer.contains(cause.getKey()))
                .map(Map.Entry::getValue)
                .findAny()
                .orElse("");
    }

    private static String cause(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (frame.getClassName().startsWith("io.farspan.")) {
                return thrown.getClass().getSimpleName() + " at " + frame;
            }
        }
        return String.valueOf(thrown);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        router.removeHandler(this);
    }
}
