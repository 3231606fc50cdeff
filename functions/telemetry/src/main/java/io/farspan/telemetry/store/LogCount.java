package io.farspan.telemetry.store;

import java.util.List;

/**
 * How many records of a group there are in a stretch of time.
 *
 * @param group the values of the fields by which they are grouped
 * @param stretch the number of the stretch, from 0
 * @param records how many records
 * @param bytes the bytes of their messages
 */
public record LogCount(List<String> group, long stretch, long records, long bytes) {

    public LogCount {
        group = List.copyOf(group);
    }
}
