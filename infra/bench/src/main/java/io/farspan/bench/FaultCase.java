package io.farspan.bench;

import java.util.Set;

/**
 * A labelled fault.
 *
 * @param name the name, with its number in FAULTS.md
 * @param expected the expected verdicts, as {@code KIND component}; none for healthy
 * @param hold how long it lasts, in seconds
 * @param mayShift whether traffic may be moved because of it
 * @param inject injects the fault
 * @param mend removes the fault
 */
record FaultCase(String name, Set<String> expected, int hold, boolean mayShift, Step inject, Step mend) {

    /** An action on the stack. */
    interface Step {
        void run() throws Exception;
    }

    /** The label: the kind of the verdict, or healthy. */
    String label() {
        return expected.isEmpty() ? "HEALTHY" : kind(expected.iterator().next());
    }

    static String kind(String verdict) {
        return verdict.substring(0, verdict.indexOf(' '));
    }
}
