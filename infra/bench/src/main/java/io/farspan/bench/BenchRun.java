package io.farspan.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The result of one bench within a run of all.
 *
 * @param failure why it gave no figures, in one line
 */
record BenchRun(String bench, Figures figures, Optional<String> failure, Duration took) {

    /** The targets that its figures miss, and those it did not measure. */
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
