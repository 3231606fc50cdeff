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

/** Section 7 of the design: what no move may violate, and what no move without a person behind it may. Pure but for the clock. */
final class SafetyRules {

    private static final int LEAST_WITNESSES = 2;

    private final FailoverConfig config;
    private final List<Window> freeze;

    SafetyRules(FailoverConfig config) {
        this.config = config;
        this.freeze =
                config.freeze().orElse(List.of()).stream().map(Window::parse).toList();
    }

    /** A time in which nothing is moved automatically. */
    private record Window(Instant start, Instant end) {

        static Window parse(String text) {
            String[] ends = text.trim().split("/", -1);
            try {
                if (ends.length == 2 && Instant.parse(ends[0]).isBefore(Instant.parse(ends[1]))) {
                    return new Window(Instant.parse(ends[0]), Instant.parse(ends[1]));
                }
            } catch (DateTimeParseException e) {
                // As wrong as two ends too many.
            }
            throw new IllegalArgumentException("farspan.failover.freeze has '" + text
                    + "', which is no start/end in ISO 8601 such as 2026-12-24T00:00:00Z/2026-12-27T00:00:00Z");
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
     * What is known when a move is judged.
     *
     * @param move the move
     * @param healthy instances that answer and serve, by location
     * @param verdicts what is the matter
     * @param lastMove when traffic was moved last
     * @param moving whether another move is under way
     * @param now when
     */
    record Situation(
            Move move,
            Map<String, Long> healthy,
            List<Verdict> verdicts,
            Optional<Instant> lastMove,
            boolean moving,
            Instant now) {}

    /** A rule that a move violates. */
    record Refusal(String rule, String detail) {}

    /** What holds even for going back to where traffic was before: that place may have become no better meanwhile. */
    static List<Refusal> returning(Situation it) {
        List<Refusal> refusals = new ArrayList<>();
        if (it.move.after().values().stream().noneMatch(weight -> weight > 0)) {
            refusals.add(new Refusal("never-empty", "No location would take traffic. Leave at least one."));
        }
        if (it.moving) {
            refusals.add(new Refusal(
                    "one-at-a-time", "Another move of this application is under way. Wait until it has ended."));
        }
        return refusals;
    }

    /** What holds for every move, whoever asks. */
    List<Refusal> always(Situation it) {
        List<Refusal> refusals = returning(it);
        for (String target : it.move.gaining()) {
            long healthy = it.healthy.getOrDefault(target, 0L);
            if (healthy < config.leastInstances()) {
                refusals.add(new Refusal(
                        "capacity",
                        target + " has " + healthy + " healthy instances, it needs " + config.leastInstances()
                                + " to take traffic over."));
            }
        }
        return refusals;
    }

    /** What holds besides for a move that nobody asked for. */
    List<Refusal> automatic(Situation it) {
        List<Refusal> refusals = new ArrayList<>(always(it));
        config.killSwitch()
                .filter(file -> Files.exists(Path.of(file)))
                .ifPresent(
                        file -> refusals.add(new Refusal("kill-switch", file + " is there; remove it to move again.")));
        freeze.stream()
                .filter(window -> window.contains(it.now))
                .forEach(window -> refusals.add(
                        new Refusal("freeze-window", "Nothing is moved automatically within " + window + ".")));
        it.lastMove
                .filter(last -> last.plus(config.cooldown()).isAfter(it.now))
                .ifPresent(last -> refusals.add(new Refusal(
                        "cooldown",
                        "Traffic was moved at " + last.truncatedTo(ChronoUnit.SECONDS)
                                + "; the next automatic move may come after "
                                + last.plus(config.cooldown()).truncatedTo(ChronoUnit.SECONDS) + ".")));
        if (it.verdicts.stream().anyMatch(verdict -> verdict.kind() == VerdictKind.OBSERVER_ISOLATED)) {
            refusals.add(new Refusal("isolated", "Home itself is cut off: what it sees proves nothing."));
        }
        if (it.move.losing().size() > 1) {
            refusals.add(new Refusal(
                    "one-location", "One location at a time: " + it.move.losing() + " would lose traffic."));
        }
        return refusals;
    }

    /**
     * Why traffic may leave a location at once; empty when nothing allows it.
     *
     * @param instances how many instances the map has there
     * @param others how many other functions could be witnesses
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
        boolean seenTwice = down.stream().allMatch(verdict -> verdict.witnesses() >= LEAST_WITNESSES);
        return instances > 0 && down.size() >= instances && seenTwice ? Optional.of(down.get(0)) : Optional.empty();
    }

    /** Why traffic may leave a location step by step: most of its instances are degraded, for as long as the soak. */
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
