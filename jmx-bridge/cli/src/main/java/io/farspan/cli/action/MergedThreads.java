package io.farspan.cli.action;

import java.io.PrintWriter;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Style;
import io.farspan.cli.output.Terminal;

/** A thread dump of many instances: first what is wrong, then stacks, those of the most threads first. */
final class MergedThreads {

    private static final int FRAMES = 20;
    private static final int BUSIEST = 5;

    private MergedThreads() {}

    static void print(Terminal terminal, JsonNode merged) {
        PrintWriter out = terminal.out();
        List<String> states = merged.path("states").properties().stream()
                .map(state -> state.getValue().asText() + " " + state.getKey())
                .toList();
        out.println(Printable.line(merged.path("threads").asText() + " threads at "
                + merged.path("instances").asText() + " instances: " + String.join(", ", states)));
        merged.path("exhaustedPools")
                .forEach(pool -> out.println(bad(terminal, pool.path("says").asText())));
        merged.path("deadlocks")
                .forEach(deadlock -> out.println(bad(
                        terminal,
                        "Deadlock at " + deadlock.path("instance").asText() + ": " + names(deadlock.path("threads")))));
        merged.path("locks").forEach(lock -> lock(terminal, lock));
        merged.path("busiest").valueStream().limit(BUSIEST).forEach(thread -> busy(terminal, thread));
        int idle = 0;
        for (JsonNode stack : merged.path("stacks")) {
            if (stack.path("idle").asBoolean()) {
                idle++;
            } else {
                stack(terminal, stack);
            }
        }
        if (idle > 0) {
            out.println();
            out.println(idle + " stacks of threads that have nothing to do are left out; -o json has them.");
        }
        out.flush();
    }

    private static void lock(Terminal terminal, JsonNode lock) {
        terminal.out()
                .println(Printable.line(lock.path("waiting").asText() + " threads at "
                        + lock.path("instance").asText() + " wait for "
                        + lock.path("lock").asText() + ", which "
                        + lock.path("holder").asText() + " holds at "
                        + lock.path("holderAt").asText()));
    }

    private static void busy(Terminal terminal, JsonNode thread) {
        terminal.out()
                .println(Printable.line(thread.path("cpuMs").asText() + " ms of a processor: "
                        + thread.path("name").asText() + " at "
                        + thread.path("instance").asText() + ", now at "
                        + thread.path("at").asText()));
    }

    private static String bad(Terminal terminal, String text) {
        return terminal.styled(Style.BAD, Printable.line(text));
    }

    private static void stack(Terminal terminal, JsonNode stack) {
        PrintWriter out = terminal.out();
        out.println();
        out.println(terminal.styled(
                Style.HEADER, Printable.line(stack.path("says").asText() + ": " + names(stack.path("names")))));
        if (stack.hasNonNull("waitsFor")) {
            out.println("    waits for " + Printable.value(stack.path("waitsFor")));
        }
        JsonNode frames = stack.path("frames");
        frames.valueStream().limit(FRAMES).forEach(frame -> out.println("    at " + Printable.value(frame)));
        if (frames.size() > FRAMES) {
            out.println("    and " + (frames.size() - FRAMES) + " more");
        }
    }

    private static String names(JsonNode names) {
        return String.join(", ", names.valueStream().map(JsonNode::asText).toList());
    }
}
