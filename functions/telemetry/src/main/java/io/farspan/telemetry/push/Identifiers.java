package io.farspan.telemetry.push;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Ids of traces and spans in the form in which they are kept. */
public final class Identifiers {

    private static final Pattern TRACE = Pattern.compile("(?!0{32})[0-9a-fA-F]{32}");
    private static final Pattern SPAN = Pattern.compile("(?!0{16})[0-9a-fA-F]{16}");

    private Identifiers() {}

    /** Whether it is a trace's id. */
    public static boolean isTrace(String text) {
        return TRACE.matcher(text).matches();
    }

    /** Whether it is a span's id. */
    public static boolean isSpan(String text) {
        return SPAN.matcher(text).matches();
    }

    /** In lower case. */
    public static Optional<String> kept(Optional<String> id) {
        return id.map(text -> text.toLowerCase(Locale.ROOT));
    }
}
