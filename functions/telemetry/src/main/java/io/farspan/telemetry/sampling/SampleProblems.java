package io.farspan.telemetry.sampling;

import java.util.SortedMap;
import java.util.TreeMap;

import io.farspan.protocol.call.InstanceId;

/** What is wrong with instances of a location: the first of it in words, the rest by number. Not thread-safe. */
final class SampleProblems {

    private static final int LONGEST = 500;

    private final SortedMap<InstanceId, String> problems = new TreeMap<>();

    /** Adds what an instance does or is, as the rest of a sentence that begins with its name. */
    void add(InstanceId instance, String problem) {
        problems.putIfAbsent(instance, problem.length() <= LONGEST ? problem : problem.substring(0, LONGEST) + "...");
    }

    /** Whose problems are told apart in the log: their names, because the words of one may change at every sample. */
    String of() {
        return problems.keySet().toString();
    }

    /** In one sentence; empty when there are none. */
    @Override
    public String toString() {
        if (problems.isEmpty()) {
            return "";
        }
        String first = problems.firstKey() + ": " + problems.get(problems.firstKey());
        return problems.size() == 1 ? first : first + " (and " + (problems.size() - 1) + " more instances)";
    }
}
