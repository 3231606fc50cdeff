package io.farspan.bridge.type;

import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates as agents write and read them unless told otherwise: {@code dateFormat} of Jolokia 2.6, which for dates has milliseconds. */
final class Dates {

    static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);

    private Dates() {}
}
