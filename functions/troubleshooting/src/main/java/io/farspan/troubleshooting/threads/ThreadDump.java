package io.farspan.troubleshooting.threads;

import java.util.List;

/**
 * An instance's platform threads.
 *
 * @param threads those that run Java code, in the dump's order
 * @param omitted how many more there were
 * @param deadlocks the names of threads that wait for one another for ever
 */
record ThreadDump(List<DumpedThread> threads, int omitted, List<List<String>> deadlocks) {

    /** The most threads that are read of a dump. */
    static final int MOST_THREADS = 20_000;

    /** The most deadlocks that are read of a dump. */
    static final int MOST_DEADLOCKS = 20;

    ThreadDump {
        threads = List.copyOf(threads);
        deadlocks = List.copyOf(deadlocks);
    }
}
