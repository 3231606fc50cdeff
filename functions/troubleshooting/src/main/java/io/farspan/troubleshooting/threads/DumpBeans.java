package io.farspan.troubleshooting.threads;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Reads what {@code ThreadMXBean.dumpAllThreads} and {@code findDeadlockedThreads} answer. It has no processor times.
 *
 * @see java.lang.management.ThreadInfo#from
 */
final class DumpBeans {

    private static final int MOST_LOCKS = 100;

    private DumpBeans() {}

    static ThreadDump read(JsonNode infos, JsonNode deadlocked) {
        List<DumpedThread> threads = new ArrayList<>();
        Map<Long, JsonNode> byId = new HashMap<>();
        int omitted = 0;
        for (JsonNode info : infos) {
            if (info.path("stackTrace").isEmpty()) {
                continue;
            }
            if (threads.size() == ThreadDump.MOST_THREADS) {
                omitted++;
                continue;
            }
            threads.add(thread(info));
            byId.put(info.path("threadId").asLong(), info);
        }
        return new ThreadDump(threads, omitted, deadlocks(deadlocked, byId));
    }

    private static DumpedThread thread(JsonNode info) {
        List<String> frames = new ArrayList<>();
        for (JsonNode frame : info.path("stackTrace")) {
            if (frames.size() < DumpedThread.MOST_FRAMES) {
                frames.add(Frames.of(frame(frame)));
            }
        }
        List<String> holds = new ArrayList<>();
        for (JsonNode lock : info.path("lockedMonitors")) {
            hold(holds, lock);
        }
        for (JsonNode lock : info.path("lockedSynchronizers")) {
            hold(holds, lock);
        }
        JsonNode lock = info.path("lockInfo");
        return new DumpedThread(
                info.path("threadName").asText(""),
                info.path("threadState").asText(""),
                frames,
                lock.isObject()
                        ? Optional.of(new DumpedThread.Lock(
                                id(lock), lock.path("className").asText("")))
                        : Optional.empty(),
                holds,
                OptionalDouble.empty());
    }

    private static void hold(List<String> holds, JsonNode lock) {
        if (holds.size() < MOST_LOCKS) {
            holds.add(id(lock));
        }
    }

    private static String id(JsonNode lock) {
        return lock.path("className").asText("") + "@"
                + lock.path("identityHashCode").asText("");
    }

    private static String frame(JsonNode frame) {
        int line = frame.path("lineNumber").asInt(-1);
        String file = frame.path("fileName").asText("");
        String place = frame.path("nativeMethod").asBoolean()
                ? "Native Method"
                : file.isEmpty() || file.equals("null") ? "Unknown Source" : line < 0 ? file : file + ":" + line;
        return frame.path("className").asText("") + "."
                + frame.path("methodName").asText("") + "(" + place + ")";
    }

    /** The circles that deadlocked threads form, each by who owns what the one before waits for. */
    private static List<List<String>> deadlocks(JsonNode deadlocked, Map<Long, JsonNode> byId) {
        List<List<String>> circles = new ArrayList<>();
        List<Long> left = new ArrayList<>();
        deadlocked.forEach(id -> left.add(id.asLong()));
        while (!left.isEmpty() && circles.size() < ThreadDump.MOST_DEADLOCKS) {
            List<String> circle = new ArrayList<>();
            Long next = left.get(0);
            while (left.remove(next) && byId.containsKey(next) && circle.size() < MOST_LOCKS) {
                JsonNode info = byId.get(next);
                circle.add(info.path("threadName").asText(""));
                next = info.path("lockOwnerId").asLong(-1);
            }
            if (!circle.isEmpty()) {
                circles.add(circle);
            }
        }
        return circles;
    }
}
