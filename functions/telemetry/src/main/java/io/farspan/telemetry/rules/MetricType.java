package io.farspan.telemetry.rules;

import java.util.Locale;

import io.farspan.protocol.call.Names;

/** What a metric's values mean, in OpenTelemetry's words. */
public enum MetricType {
    /** A sum that only grows, until its instance starts again. */
    COUNTER,
    /** A sum that grows and shrinks; sums of it over instances mean something. */
    UPDOWNCOUNTER,
    /** A value of this moment. */
    GAUGE;

    /** Whether the values only grow. */
    public boolean isMonotonic() {
        return this == COUNTER;
    }

    /** The type as rules write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a type in any case.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static MetricType parse(String text) {
        for (MetricType type : values()) {
            if (type.name().equalsIgnoreCase(text.trim())) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "type '" + Names.shorten(text) + "' must be counter, updowncounter, gauge or state");
    }
}
