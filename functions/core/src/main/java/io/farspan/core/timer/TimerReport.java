package io.farspan.core.timer;

import java.util.List;

/**
 * What a timer's call came to.
 *
 * @param records how many records were published
 * @param left whether there are more, which the next call publishes
 * @param problems what was wrong, the first of it
 */
public record TimerReport(long records, boolean left, List<String> problems) {

    public TimerReport {
        problems = List.copyOf(problems);
    }
}
