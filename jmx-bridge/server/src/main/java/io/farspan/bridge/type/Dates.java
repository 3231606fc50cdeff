package io.farspan.bridge.type;

import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates in the default {@code dateFormat} of Jolokia 2.6, with milliseconds. */
final class Dates {

    static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);

    private Dates() {}
}
