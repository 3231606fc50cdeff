package io.farspan.troubleshooting.threads;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A platform thread in a dump.
 *
 * @param name its name
 * @param state its {@link Thread.State}
 * @param frames its stack, the top first, without what differs between equal instances
 * @param waitsFor the lock that it waits for
 * @param holds the locks that it holds, by id
 * @param cpuMs the processor time that it has used, where the dump says
 */
record DumpedThread(
        String name,
        String state,
        List<String> frames,
        Optional<Lock> waitsFor,
        List<String> holds,
        OptionalDouble cpuMs) {

    /** The most frames that are kept of a stack. */
    static final int MOST_FRAMES = 100;

    private static final int LONGEST_NAME = 100;

    /**
     * A lock.
     *
     * @param id names it within the dump
     * @param type its class
     */
    record Lock(String id, String type) {}

    DumpedThread {
        name = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
        frames = List.copyOf(frames);
        holds = List.copyOf(holds);
    }

    /** The pool that its name suggests. */
    Optional<String> pool() {
        return PoolNames.of(name);
    }

    /** Whether it has nothing to do: a worker that waits for work, or an event loop that waits for events. */
    boolean isIdle() {
        return frames.stream().anyMatch(IdleFrames::contains);
    }

    /** The topmost frame that is not the JDK's; the topmost when there is none. */
    String at() {
        return frames.stream()
                .filter(frame -> !IdleFrames.isOfJdk(frame))
                .findFirst()
                .orElse(frames.isEmpty() ? "" : frames.get(0));
    }
}
