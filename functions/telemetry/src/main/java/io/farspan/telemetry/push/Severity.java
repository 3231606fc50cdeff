package io.farspan.telemetry.push;

import java.util.Locale;
import java.util.Map;

/** OpenTelemetry's severity numbers by the words that people write for them. */
public final class Severity {

    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("trace", 1),
            Map.entry("debug", 5),
            Map.entry("info", 9),
            Map.entry("information", 9),
            Map.entry("notice", 10),
            Map.entry("warn", 13),
            Map.entry("warning", 13),
            Map.entry("err", 17),
            Map.entry("error", 17),
            Map.entry("severe", 17),
            Map.entry("crit", 21),
            Map.entry("critical", 21),
            Map.entry("alert", 21),
            Map.entry("emerg", 21),
            Map.entry("panic", 21),
            Map.entry("fatal", 21));

    private Severity() {}

    /** The number of a word in any case; 0 for an unknown one. */
    public static int of(String word) {
        return NUMBERS.getOrDefault(word.toLowerCase(Locale.ROOT), 0);
    }
}
