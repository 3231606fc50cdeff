package io.farspan.protocol.call;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A way to make one value of the values that the instances gave. */
public enum Aggregation {
    /** The sum of numbers; exact for integers of any size. */
    SUM,
    /** The arithmetic mean of numbers. */
    AVG,
    /** The smallest number. */
    MIN,
    /** The largest number. */
    MAX,
    /** The median by nearest rank: a value that some instance gave. */
    P50,
    /** The 99th percentile by nearest rank: a value that some instance gave. */
    P99,
    /** One copy of what is equal, a list of what differs, maps joined key by key. */
    MERGE;

    /** From its lower-case word. */
    @JsonCreator
    public static Aggregation parse(String word) {
        for (Aggregation aggregation : values()) {
            if (aggregation.word().equals(word)) {
                return aggregation;
            }
        }
        throw new IllegalArgumentException(
                "unify has no '" + Names.shorten(word) + "'; it takes sum, avg, min, max, p50, p99 and merge");
    }

    /** The lower-case word of the API. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
