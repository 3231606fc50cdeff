package io.farspan.troubleshooting.threads;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What is kept of an instance's dump: equal stacks once, its pools, busiest threads, contended locks and deadlocks. */
final class DumpSummary {

    private static final int MOST_STACKS = 1_000;
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int MOST_NAMES = 3;
    private static final int MOST_BUSIEST = 10;
    private static final int MOST_LOCKS = 20;
    private static final int MOST_POOLS = 100;

    private final ThreadDump dump;
    private final ObjectNode summary = JsonNodeFactory.instance.objectNode();

    private DumpSummary(ThreadDump dump) {
        this.dump = dump;
    }

    static ObjectNode of(ThreadDump dump) {
        DumpSummary written = new DumpSummary(dump);
        written.counts();
        written.stacks();
        written.pools();
        written.busiest();
        written.locks();
        written.deadlocks();
        return written.summary;
    }

    private void counts() {
        summary.put("threads", dump.threads().size() + dump.omitted());
        Map<String, Integer> states = new TreeMap<>();
        dump.threads().forEach(thread -> states.merge(thread.state(), 1, Integer::sum));
        ObjectNode counted = summary.putObject("states");
        states.entrySet().stream()
                .limit(MOST_NAMES * MOST_NAMES)
                .forEach(each -> counted.put(each.getKey(), each.getValue()));
    }

    /** What makes two stacks equal. */
    private record Stack(String state, List<String> frames) {}

    private void stacks() {
        Map<Stack, List<DumpedThread>> equal = new LinkedHashMap<>();
        dump.threads().forEach(thread -> equal.computeIfAbsent(
                        new Stack(thread.state(), thread.frames()), stack -> new ArrayList<>())
                .add(thread));
        List<Map.Entry<Stack, List<DumpedThread>>> sorted = new ArrayList<>(equal.entrySet());
        sorted.sort(Comparator.comparing(each -> -each.getValue().size()));
        ArrayNode stacks = summary.putArray("stacks");
        int characters = 0;
        int omitted = dump.omitted();
        for (Map.Entry<Stack, List<DumpedThread>> each : sorted) {
            characters +=
                    each.getKey().frames().stream().mapToInt(String::length).sum();
            if (stacks.size() < MOST_STACKS && characters < MOST_CHARACTERS) {
                stack(stacks.addObject(), each.getKey(), each.getValue());
            } else {
                omitted += each.getValue().size();
            }
        }
        if (omitted > 0) {
            summary.put("threadsWithoutStack", omitted);
        }
    }

    private static void stack(ObjectNode written, Stack stack, List<DumpedThread> threads) {
        DumpedThread first = threads.get(0);
        written.put("count", threads.size()).put("state", stack.state());
        if (first.isIdle()) {
            written.put("idle", true);
        }
        Optional<String> pool = first.pool();
        if (pool.isPresent()
                && threads.stream().allMatch(thread -> thread.pool().equals(pool))) {
            written.put("pool", pool.get());
        }
        first.waitsFor().ifPresent(lock -> written.put("waitsFor", lock.type()));
        ArrayNode names = written.putArray("names");
        threads.stream().limit(MOST_NAMES).forEach(thread -> names.add(thread.name()));
        ArrayNode frames = written.putArray("frames");
        stack.frames().forEach(frames::add);
    }

    private void pools() {
        Map<String, List<DumpedThread>> pools = new TreeMap<>();
        dump.threads()
                .forEach(thread -> thread.pool().ifPresent(name -> pools.computeIfAbsent(name, key -> new ArrayList<>())
                        .add(thread)));
        ArrayNode written = summary.putArray("pools");
        pools.entrySet().stream()
                .filter(pool -> pool.getValue().size() > 1)
                .sorted(Comparator.comparing(pool -> -pool.getValue().size()))
                .limit(MOST_POOLS)
                .forEach(pool -> {
                    List<DumpedThread> busy = pool.getValue().stream()
                            .filter(thread -> !thread.isIdle())
                            .toList();
                    ObjectNode one = written.addObject();
                    one.put("name", pool.getKey())
                            .put("threads", pool.getValue().size())
                            .put("busy", busy.size());
                    mostAt(busy).ifPresent(frame -> one.put("at", frame));
                });
    }

    private static Optional<String> mostAt(List<DumpedThread> threads) {
        Map<String, Integer> places = new TreeMap<>();
        threads.forEach(thread -> places.merge(thread.at(), 1, Integer::sum));
        return places.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }

    private void busiest() {
        ArrayNode written = summary.putArray("busiest");
        dump.threads().stream()
                .filter(thread -> thread.cpuMs().isPresent())
                .sorted(Comparator.comparing(thread -> -thread.cpuMs().orElse(0)))
                .limit(MOST_BUSIEST)
                .forEach(thread -> written.addObject()
                        .put("name", thread.name())
                        .put("cpuMs", Math.round(thread.cpuMs().orElse(0)))
                        .put("at", thread.at()));
    }

    private void locks() {
        Map<String, DumpedThread> holders = new HashMap<>();
        dump.threads().forEach(thread -> thread.holds().forEach(lock -> holders.putIfAbsent(lock, thread)));
        Map<DumpedThread.Lock, List<DumpedThread>> contended = new LinkedHashMap<>();
        dump.threads().forEach(thread -> thread.waitsFor()
                .filter(lock -> holders.containsKey(lock.id()) && holders.get(lock.id()) != thread)
                .ifPresent(lock -> contended
                        .computeIfAbsent(lock, key -> new ArrayList<>())
                        .add(thread)));
        ArrayNode written = summary.putArray("locks");
        contended.entrySet().stream()
                .sorted(Comparator.comparing(each -> -each.getValue().size()))
                .limit(MOST_LOCKS)
                .forEach(each -> {
                    DumpedThread holder = holders.get(each.getKey().id());
                    if (holder != null) {
                        written.addObject()
                                .put("lock", each.getKey().type())
                                .put("holder", holder.name())
                                .put("holderAt", holder.at())
                                .put("waiting", each.getValue().size());
                    }
                });
    }

    private void deadlocks() {
        ArrayNode written = summary.putArray("deadlocks");
        dump.deadlocks().forEach(names -> names.forEach(written.addArray()::add));
    }
}
