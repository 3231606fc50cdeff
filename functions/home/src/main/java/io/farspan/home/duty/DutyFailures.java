package io.farspan.home.duty;

import java.util.Optional;

/**
 * The failures of a duty, and which are worth logging: the first, one for another reason than the last, and the success
 * that ends them.
 */
final class DutyFailures {

    private final String what;
    private int failures;
    private String reason = "";

    DutyFailures(String what) {
        this.what = what;
    }

    /** A step has failed; the line to log if that is worth one. */
    synchronized Optional<String> failed(String why) {
        failures++;
        if (failures > 1 && why.equals(reason)) {
            return Optional.empty();
        }
        reason = why;
        return Optional.of(what + " fails: " + why);
    }

    /** A step has succeeded; the line to log if that is worth one. */
    synchronized Optional<String> worked() {
        if (failures == 0) {
            return Optional.empty();
        }
        String line = what + " works again after " + failures + (failures == 1 ? " failure" : " failures");
        failures = 0;
        return Optional.of(line);
    }

    /** Failures in a row. */
    synchronized int count() {
        return failures;
    }
}
