package io.farspan.bench;

import java.util.Set;

/**
 * A labelled fault.
 *
 * @param name as FAULTS.md numbers it
 * @param expected the verdicts that are right, as {@code KIND component}; none for healthy
 * @param hold how long it is looked at, in seconds
 * @param mayShift whether traffic may be moved because of it
 * @param inject makes it
 * @param mend mends it
 */
record FaultCase(String name, Set<String> expected, int hold, boolean mayShift, Step inject, Step mend) {

    /** Something that is done to the stack. */
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
