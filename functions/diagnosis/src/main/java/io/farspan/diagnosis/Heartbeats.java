package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.call.InstanceId;

/** The heartbeats of a location's instances, at most one log for each that the map has. Thread-safe. */
final class Heartbeats {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Map<InstanceId, HeartbeatLog> logs = new ConcurrentSkipListMap<>();
    private final Duration every;
    private final Clock clock;

    /** @param every the interval of all heartbeats of the location together, so that they cost the same however many send them */
    Heartbeats(Duration every, Clock clock) {
        this.every = every;
        this.clock = clock;
    }

    /**
     * Records one of an instance that the map has.
     *
     * @param instances how many there are in the location
     * @return after which time its next one is due
     */
    Duration heard(InstanceId id, int instances, long now) {
        Duration share = every.multipliedBy(Math.max(1, Math.max(instances, logs.size())));
        Duration next = share.compareTo(LONGEST) < 0 ? share : LONGEST;
        logs.computeIfAbsent(id, key -> new HeartbeatLog(clock)).heard(now, next);
        return next;
    }

    /** Records the response of an instance's agent to {@link HeartbeatReport#REQUEST}. */
    void told(InstanceId id, JsonNode response, long asked) {
        Optional<HeartbeatReport> report = HeartbeatReport.of(response);
        if (report.isPresent() || logs.containsKey(id)) {
            logs.computeIfAbsent(id, key -> new HeartbeatLog(clock)).told(report, asked);
        }
    }

    /** Whether any is missing. */
    boolean isAnyLate(long now) {
        return logs.values().stream().anyMatch(log -> log.isLate(now));
    }

    /** Forgets instances that the map no longer has. */
    void retain(Set<InstanceId> known) {
        logs.keySet().retainAll(known);
    }

    /** What is known, given which agents the function reaches. */
    Map<InstanceId, Heartbeat> states(Map<InstanceId, EdgeState> agents, long now) {
        Map<InstanceId, Heartbeat> states = new TreeMap<>();
        logs.forEach((id, log) -> states.put(
                id, log.state(now, agents.getOrDefault(id, EdgeState.UNKNOWN).ok())));
        return states;
    }
}
