package io.farspan.agent.stream;

import java.util.Locale;

/** What the records of a stream are. */
public enum Kind {
    /** Events of a log. */
    LOG,
    /** Sampled attributes. */
    METRIC,
    /** JMX notifications. */
    NOTIFICATION;

    /** The lower-case word that stands for it in JSON. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
