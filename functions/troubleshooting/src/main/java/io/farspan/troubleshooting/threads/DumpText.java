package io.farspan.troubleshooting.threads;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads the text of HotSpot's {@code Thread.print -l}, line by line. What it does not know it passes over.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/docs/specs/man/jcmd.html">jcmd</a>
 */
final class DumpText {

    private static final int LONGEST_LINE = 2_000;
    private static final int MOST_LOCKS = 100;
    private static final String DEADLOCK = "Found one Java-level deadlock:";
    private static final String DEADLOCKED_STACKS = "Java stack information for the threads listed above:";
    private static final Pattern HEAD = Pattern.compile(
            "\"(.*)\" #\\d+ (?:\\[\\d+\\] )?(?:daemon )?(?:prio=\\d+ )?(?:os_prio=-?\\d+ )?(?:cpu=([0-9.]{1,20})ms )?.*");
    private static final Pattern LOCK = Pattern.compile("- ([a-z() -]*)<(0x[0-9a-f]+)> \\(an? ([^)]*)\\)");
    private static final Pattern DEADLOCKED = Pattern.compile("\"(.*)\":");

    private final List<DumpedThread> threads = new ArrayList<>();
    private final List<List<String>> deadlocks = new ArrayList<>();
    private int omitted;
    private @Nullable Current current;
    private @Nullable List<String> deadlock;

    private DumpText() {}

    /** A thread while its lines are read. */
    private static final class Current {
        private final String name;
        private final OptionalDouble cpuMs;
        private final List<String> frames = new ArrayList<>();
        private final List<String> holds = new ArrayList<>();
        private String state = "";
        private DumpedThread.@Nullable Lock waitsFor;

        Current(String name, OptionalDouble cpuMs) {
            this.name = name;
            this.cpuMs = cpuMs;
        }

        DumpedThread toThread() {
            return new DumpedThread(name, state, frames, Optional.ofNullable(waitsFor), holds, cpuMs);
        }
    }

    static ThreadDump read(String text) {
        DumpText dump = new DumpText();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            int to = end < 0 ? text.length() : end;
            dump.line(text.substring(from, Math.min(to, from + LONGEST_LINE)));
            from = to + 1;
        }
        dump.endThread();
        dump.endDeadlock();
        return new ThreadDump(dump.threads, dump.omitted, dump.deadlocks);
    }

    private void line(String line) {
        if (line.startsWith(DEADLOCK)) {
            endThread();
            endDeadlock();
            deadlock = new ArrayList<>();
        } else if (line.startsWith(DEADLOCKED_STACKS)) {
            endDeadlock();
        } else if (deadlock != null) {
            Matcher name = DEADLOCKED.matcher(line);
            if (name.matches() && deadlock.size() < MOST_LOCKS) {
                deadlock.add(name.group(1));
            }
        } else if (line.startsWith("\"")) {
            endThread();
            Matcher head = HEAD.matcher(line);
            current = head.matches() ? new Current(head.group(1), cpu(head.group(2))) : null;
        } else if (current != null) {
            ofThread(current, line.strip());
        }
    }

    private static OptionalDouble cpu(@Nullable String text) {
        try {
            return text == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    private static void ofThread(Current thread, String line) {
        if (line.startsWith("at ")) {
            if (thread.frames.size() < DumpedThread.MOST_FRAMES) {
                thread.frames.add(Frames.of(line.substring("at ".length())));
            }
        } else if (line.startsWith("- ")) {
            Matcher lock = LOCK.matcher(line);
            if (lock.lookingAt()) {
                lock(thread, lock.group(1).strip(), lock.group(2), lock.group(3));
            }
        } else if (line.startsWith("java.lang.Thread.State: ")) {
            String state = line.substring("java.lang.Thread.State: ".length());
            int end = state.indexOf(' ');
            thread.state = end < 0 ? state : state.substring(0, end);
        }
    }

    private static void lock(Current thread, String how, String id, String type) {
        if (how.startsWith("waiting to") || how.startsWith("parking")) {
            thread.waitsFor = new DumpedThread.Lock(id, type);
        } else if ((how.isEmpty() || how.equals("locked")) && thread.holds.size() < MOST_LOCKS) {
            thread.holds.add(id);
        }
    }

    /** Threads without a frame are the virtual machine's own. */
    private void endThread() {
        if (current != null && !current.frames.isEmpty()) {
            if (threads.size() < ThreadDump.MOST_THREADS) {
                threads.add(current.toThread());
            } else {
                omitted++;
            }
        }
        current = null;
    }

    private void endDeadlock() {
        if (deadlock != null && !deadlock.isEmpty() && deadlocks.size() < ThreadDump.MOST_DEADLOCKS) {
            deadlocks.add(List.copyOf(deadlock));
        }
        deadlock = null;
    }
}
