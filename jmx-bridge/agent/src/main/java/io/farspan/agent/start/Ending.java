package io.farspan.agent.start;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * What is done when the JVM ends: in one thread, what began last first, so that the spools are still open while home empties
 * them. Thread-safe.
 */
final class Ending {

    private static final Deque<Runnable> STEPS = new ArrayDeque<>();

    private Ending() {}

    /** Adds a step, which must end by itself. */
    static void add(Runnable step) {
        synchronized (STEPS) {
            if (STEPS.isEmpty()) {
                Runtime.getRuntime().addShutdownHook(new Thread(Ending::run, "farspan-close"));
            }
            STEPS.addFirst(step);
        }
    }

    private static void run() {
        Runnable step = next();
        while (step != null) {
            try {
                step.run();
            } catch (Throwable failure) {
                Part.report("the end is not orderly: " + failure);
            }
            step = next();
        }
    }

    private static @Nullable Runnable next() {
        synchronized (STEPS) {
            return STEPS.pollFirst();
        }
    }
}
