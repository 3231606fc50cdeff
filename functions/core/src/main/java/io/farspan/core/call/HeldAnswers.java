package io.farspan.core.call;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.farspan.core.agent.AgentAnswer;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;

/**
 * The agents' answers that a call of ours holds in memory, from when they come until its own answer is written. Closing it
 * releases them all, whatever became of the call, and those that come later. Safe for use by many threads.
 */
public final class HeldAnswers implements AutoCloseable {

    private final Set<AgentAnswer> held = new HashSet<>();
    private volatile boolean abandoned;
    private boolean closed;
    private long bytes;

    /** How many bytes they have, and those that are not sorted out yet. */
    public synchronized long bytes() {
        return bytes;
    }

    /** An instance has answered; {@link #keepOnly} sorts out whether the answer stays. */
    synchronized void came(AgentAnswer answer) {
        if (closed) {
            answer.release();
        } else if (held.add(answer)) {
            bytes += answer.held();
        }
    }

    /** Lets an answer go. */
    synchronized void drop(AgentAnswer answer) {
        if (held.remove(answer)) {
            bytes -= answer.held();
        }
        answer.release();
    }

    /** Lets those of {@code answers} go of which {@code outcome} has no bytes, because equal ones were there before. */
    void keepOnly(Outcome outcome, List<AgentAnswer> answers) {
        List<RawJson> responses = outcome.responses().orElse(List.of());
        for (AgentAnswer answer : answers) {
            if (responses.stream().noneMatch(response -> response.isSliceOf(answer.body()))) {
                drop(answer);
            } else {
                answer.settle();
            }
        }
    }

    /** Nobody waits for the call's answer any more: no agent is asked anything else for it. */
    public void abandon() {
        abandoned = true;
    }

    /** Whether nobody waits. */
    boolean isAbandoned() {
        return abandoned;
    }

    @Override
    public synchronized void close() {
        closed = true;
        held.forEach(AgentAnswer::release);
        held.clear();
    }
}
