package io.farspan.failover;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;

/**
 * The safety rules for every move of traffic, and the further ones for automatic moves. Reads nothing but its settings
 * and the kill switch.
 */
final class SafetyRules {

    private static final int LEAST_WITNESSES = 2;

    private final FailoverConfig config;
    private final List<Window> freeze;

    SafetyRules(FailoverConfig config) {
        this.config = config;
        this.freeze =
                config.freeze().orElse(List.of()).stream().map(Window::parse).toList();
    }

    /** A freeze window, in which nothing is moved automatically. */
    private record Window(Instant start, Instant end) {

        static Window parse(String text) {
            String[] ends = text.trim().split("/", -1);
            try {
                if (ends.length == 2 && Instant.parse(ends[0]).isBefore(Instant.parse(ends[1]))) {
                    return new Window(Instant.parse(ends[0]), Instant.parse(ends[1]));
                }
            } catch (DateTimeParseException e) {
                // Reported below, like a window without two ends.
            }
            throw new IllegalArgumentException("farspan.failover.freeze has '" + text
                    + "'; it must be start/end in ISO 8601, such as 2026-12-24T00:00:00Z/2026-12-27T00:00:00Z");
        }

        boolean contains(Instant now) {
            return !now.isBefore(start) && now.isBefore(end);
        }

        @Override
        public String toString() {
            return start + "/" + end;
        }
    }

    /**
     * The facts by which a move is judged.
     *
     * @param move the move
     * @param healthy the number of healthy instances by location
     * @param verdicts the verdicts that hold
     * @param lastMove the time of the last move
     * @param moving whether another move is under way
     * @param now the present time
     */
    record Situation(
            Move move,
            Map<String, Long> healthy,
            List<Verdict> verdicts,
            Optional<Instant> lastMove,
            boolean moving,
            Instant now) {

        /** The verdicts with what they rest on, in lines. */
        List<String> evidence() {
            List<String> lines = new ArrayList<>();
            for (Verdict verdict : verdicts) {
                lines.add(verdict.kind() + " of " + verdict.component() + " since " + verdict.since() + ", confidence "
                        + verdict.confidence() + ", witnesses " + verdict.witnesses());
                verdict.evidence().forEach(line -> lines.add("  " + line));
            }
            return lines;
        }
    }

    /** A rule that a move violates, and how. */
    record Violation(String rule, String detail) {}

    /** The rules that hold even for a rollback, whose target may be in no better state than what it leaves. */
    static List<Violation> returning(Situation it) {
        List<Violation> refusals = new ArrayList<>();
        if (it.move.after().values().stream().noneMatch(weight -> weight > 0)) {
            refusals.add(new Violation("never-empty", "No location would take traffic. Leave at least one."));
        }
        if (it.moving) {
            refusals.add(new Violation(
                    "one-at-a-time", "Another move of this application is under way. Try again when it has ended."));
        }
        return refusals;
    }

    /** The rules for every move, requested or automatic. */
    List<Violation> always(Situation it) {
        List<Violation> refusals = returning(it);
        for (String target : it.move.gaining()) {
            long healthy = it.healthy.getOrDefault(target, 0L);
            if (healthy < config.leastInstances()) {
                refusals.add(new Violation(
                        "capacity",
                        target + " has " + healthy + " healthy instances; it needs " + config.leastInstances()
                                + " to take over traffic."));
            }
        }
        return refusals;
    }

    /** The rules for an automatic move. */
    List<Violation> automatic(Situation it) {
        List<Violation> refusals = new ArrayList<>(always(it));
        config.killSwitch()
                .filter(file -> Files.exists(Path.of(file)))
                .ifPresent(file -> refusals.add(
                        new Violation("kill-switch", file + " exists; remove it to allow automatic moves again.")));
        freeze.stream()
                .filter(window -> window.contains(it.now))
                .forEach(window -> refusals.add(
                        new Violation("freeze-window", "Nothing is moved automatically within " + window + ".")));
        it.lastMove
                .filter(last -> last.plus(config.cooldown()).isAfter(it.now))
                .ifPresent(last -> refusals.add(new Violation(
                        "cooldown",
                        "Traffic was moved at " + last.truncatedTo(ChronoUnit.SECONDS)
                                + "; the next automatic move may come after "
                                + last.plus(config.cooldown()).truncatedTo(ChronoUnit.SECONDS) + ".")));
        if (it.verdicts.stream().anyMatch(verdict -> verdict.kind() == VerdictKind.OBSERVER_ISOLATED)) {
            refusals.add(new Violation("isolated", "Home itself is cut off, so its observations are not evidence."));
        }
        if (it.move.losing().size() > 1) {
            refusals.add(new Violation(
                    "one-location", "One location at a time: " + it.move.losing() + " would lose traffic."));
        }
        return refusals;
    }

    /**
     * The verdict that allows traffic to leave a location at once, if any.
     *
     * @param instances the number of instances that the map lists there
     * @param others the number of other functions that could be witnesses
     */
    static Optional<Verdict> allowsLeaving(String location, List<Verdict> verdicts, long instances, int others) {
        int quorum = Math.min(LEAST_WITNESSES, others);
        Optional<Verdict> unreachable = verdicts.stream()
                .filter(verdict -> verdict.kind() == VerdictKind.LOCATION_UNREACHABLE
                        && verdict.component().equals(new Component.Location(location))
                        && verdict.witnesses() >= Math.max(1, quorum))
                .findAny();
        if (unreachable.isPresent()) {
            return unreachable;
        }
        List<Verdict> down = instances(location, VerdictKind.APP_DOWN, verdicts);
        boolean confirmed = down.stream().allMatch(verdict -> verdict.witnesses() >= LEAST_WITNESSES);
        return instances > 0 && down.size() >= instances && confirmed ? Optional.of(down.get(0)) : Optional.empty();
    }

    /** The verdict that allows a location to be drained: most of its instances have been degraded for the soak time. */
    Optional<Verdict> allowsDraining(String location, List<Verdict> verdicts, long instances, Instant now) {
        List<Verdict> degraded = new ArrayList<>(instances(location, VerdictKind.APP_DEGRADED, verdicts));
        degraded.addAll(instances(location, VerdictKind.APP_DOWN, verdicts));
        boolean soaked = degraded.stream()
                .allMatch(verdict -> verdict.since().plus(config.soak()).isBefore(now));
        return instances > 0 && degraded.size() * 2L > instances && soaked
                ? Optional.of(degraded.get(0))
                : Optional.empty();
    }

    private static List<Verdict> instances(String location, VerdictKind kind, List<Verdict> verdicts) {
        return verdicts.stream()
                .filter(verdict -> verdict.kind() == kind
                        && verdict.component() instanceof Component.Instance instance
                        && instance.location().equals(location))
                .toList();
    }
}
