package io.farspan.diagnosis;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.problem.Stage;

/** Judges by an instance's own counters whether it serves its users. Thread-safe. */
final class InstanceHealth {

    private static final long CLEAN = 3_000_000_000L;

    private final Indicators indicators;
    private final Clock clock;
    private final Map<String, RequestPool> pools = new HashMap<>();
    private long probes;
    private int deadlocked;
    private long wrongAt;
    private Optional<LocationFacts.Complaint> complaint = Optional.empty();

    InstanceHealth(Indicators indicators, Clock clock) {
        this.indicators = indicators;
        this.clock = clock;
    }

    /** Adds an attempt of a function to reach the service as its users do; the application answers it like theirs. */
    synchronized void tried(Reach service) {
        probes += service.ok() && service.stage().equals(Optional.of(Stage.HTTP)) ? 1 : 0;
    }

    /** Adds the responses of one probe, received at a time of {@link System#nanoTime()}. */
    synchronized void take(List<RawJson> responses, boolean withDeadlocks, long now) {
        Optional<String> wrong = Optional.empty();
        for (int index = 0; index < responses.size(); index++) {
            JsonNode response = responses.get(index).tree();
            for (Indicators.Count count : indicators.counts(index, response)) {
                Optional<String> pool = pools.computeIfAbsent(count.mbean(), bean -> new RequestPool())
                        .take(now, count, probes);
                wrong = wrong.or(() -> pool);
            }
            if (withDeadlocks && indicators.isDeadlocks(index)) {
                deadlocked = response.path("value").size();
            }
        }
        if (deadlocked > 0) {
            wrong = Optional.of(
                    deadlocked + " threads are deadlocked (java.lang:type=Threading findDeadlockedThreads)");
        }
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

    /** Forgets everything, because the instance does not answer. */
    synchronized void forget() {
        pools.clear();
        deadlocked = 0;
        complaint = Optional.empty();
    }
}
