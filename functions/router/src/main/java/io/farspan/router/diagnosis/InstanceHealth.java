package io.farspan.router.diagnosis;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.farspan.protocol.json.RawJson;

/** Whether an instance that answers management also serves its users, by what it counts itself. */
final class InstanceHealth {

    private static final long WINDOW = 6_000_000_000L;
    private static final long STUCK = 1_500_000_000L;
    private static final long STUCK_UNCOUNTED = 5_000_000_000L;
    private static final int LEAST_ERRORS = 3;
    private static final double ERROR_SHARE = 0.2;
    private static final long CLEAN = 3_000_000_000L;

    private final Indicators indicators;
    private final Clock clock;
    private final Map<String, Deque<Look>> pools = new HashMap<>();
    private int deadlocked;
    private long wrongAt;
    private Optional<LocationFacts.Complaint> complaint = Optional.empty();

    private record Look(long at, Indicators.Count count) {}

    InstanceHealth(Indicators indicators, Clock clock) {
        this.indicators = indicators;
        this.clock = clock;
    }

    /** Takes the responses of one probe. */
    synchronized void take(List<RawJson> responses, boolean withDeadlocks) {
        long now = System.nanoTime();
        for (int index = 0; index < responses.size(); index++) {
            var response = responses.get(index).tree();
            for (Indicators.Count count : indicators.counts(index, response)) {
                Deque<Look> looks = pools.computeIfAbsent(count.mbean(), bean -> new ArrayDeque<>());
                looks.addLast(new Look(now, count));
                while (now - looks.getFirst().at > WINDOW) {
                    looks.removeFirst();
                }
            }
            if (withDeadlocks && index == responses.size() - 1) {
                deadlocked = indicators.deadlocked(index, response);
            }
        }
        Optional<String> wrong = wrong(now);
        if (wrong.isPresent()) {
            wrongAt = now;
            complaint = Optional.of(new LocationFacts.Complaint(
                    complaint.map(LocationFacts.Complaint::since).orElseGet(clock::instant), wrong.get()));
        } else if (now - wrongAt >= CLEAN) {
            complaint = Optional.empty();
        }
    }

    synchronized Optional<LocationFacts.Complaint> complaint() {
        return complaint;
    }

    /** Nothing is known any more, because the instance does not answer. */
    synchronized void forget() {
        pools.clear();
        deadlocked = 0;
        complaint = Optional.empty();
    }

    private Optional<String> wrong(long now) {
        if (deadlocked > 0) {
            return Optional.of(deadlocked + " threads are deadlocked (java.lang:type=Threading findDeadlockedThreads)");
        }
        for (Deque<Look> looks : pools.values()) {
            Optional<String> wrong = exhausted(looks, now).or(() -> failing(looks));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> exhausted(Deque<Look> looks, long now) {
        Indicators.Count last = looks.getLast().count;
        long from = now;
        var newest = looks.descendingIterator();
        while (newest.hasNext()) {
            Look look = newest.next();
            boolean stuck = look.count.size() > 0
                    && look.count.active() >= look.count.size()
                    && look.count.served() == last.served();
            if (!stuck) {
                break;
            }
            from = look.at;
        }
        long needed = last.served() < 0 ? STUCK_UNCOUNTED : STUCK;
        return now - from >= needed
                ? Optional.of("all %d request threads are busy and nothing was served for %.1f s (%s)"
                        .formatted(last.size(), (now - from) / 1e9, last.mbean()))
                : Optional.empty();
    }

    private static Optional<String> failing(Deque<Look> looks) {
        Indicators.Count first = looks.getFirst().count;
        Indicators.Count last = looks.getLast().count;
        long errors = last.errors() - first.errors();
        long served = Math.max(last.served() - first.served(), errors);
        return first.errors() >= 0 && errors >= LEAST_ERRORS && errors >= ERROR_SHARE * served
                ? Optional.of("%d of %d requests failed in the application within %.0f s (%s)"
                        .formatted(errors, served, (looks.getLast().at - looks.getFirst().at) / 1e9, last.mbean()))
                : Optional.empty();
    }
}
