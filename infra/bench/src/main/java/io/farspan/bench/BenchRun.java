package io.farspan.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one bench of a run of all went.
 *
 * @param failure why it gave no figures, in one line
 */
record BenchRun(String bench, Figures figures, Optional<String> failure, Duration took) {

    /** What its figures do not reach, and what it did not measure at all. */
    List<String> notMet() {
        List<String> missed = new ArrayList<>();
        for (Target target : Target.ALL) {
            if (!target.bench().equals(bench) || failure.isPresent()) {
                continue;
            }
            String value = figures.get(target.figure());
            if (value.isEmpty()) {
                missed.add(bench + ": " + target.figure() + " was not measured, target " + target);
            } else if (!target.isMetBy(value)) {
                missed.add(bench + ": " + target.figure() + " is " + value + ", target " + target);
            }
        }
        return missed;
    }
}
