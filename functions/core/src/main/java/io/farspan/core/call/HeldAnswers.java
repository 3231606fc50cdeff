package io.farspan.core.call;

import java.util.ArrayList;
import java.util.List;

import io.farspan.core.agent.AgentAnswer;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;

/** The agents' answers that a call of ours holds in memory until its own answer is written. Safe for use by many threads. */
public final class HeldAnswers implements AutoCloseable {

    private final List<AgentAnswer> held = new ArrayList<>();
    private boolean closed;
    private long bytes;

    /** How many bytes they have, and those that are not sorted out yet. */
    synchronized long bytes() {
        return bytes;
    }

    /** An instance has answered with so many bytes; {@link #keepOnly} sorts out which of them are held. */
    synchronized void came(long more) {
        bytes += more;
    }

    /** Holds one more. */
    synchronized void hold(AgentAnswer answer) {
        if (closed) {
            answer.release();
        } else {
            answer.settle();
            held.add(answer);
        }
    }

    /** Lets those of {@code answers} go of which {@code outcome} has no bytes, because equal ones were there before. */
    void keepOnly(Outcome outcome, List<AgentAnswer> answers) {
        List<RawJson> responses = outcome.responses().orElse(List.of());
        for (AgentAnswer answer : answers) {
            if (responses.stream().noneMatch(response -> response.isSliceOf(answer.body()))) {
                answer.release();
                came(-answer.body().length);
            } else {
                hold(answer);
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        held.forEach(AgentAnswer::release);
        held.clear();
    }
}
