package io.farspan.core.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.farspan.core.sharing.CommonBody;

/**
 * The exchanges whose answers are not read on while another agent's answer to the same is on its way, with which they are
 * going to be compared: so nothing is kept twice. A leader that is slow is not waited for. Used by the loop's thread only.
 */
final class Followers {

    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

    private final List<Exchange> waiting = new ArrayList<>();

    /** Whether an answer of which some has come must wait for its leader's; takes the lead for it when nobody has it. */
    boolean mustWait(Exchange exchange) {
        Optional<CommonBody> common = exchange.asked.common();
        if (common.isEmpty()
                || exchange.compared
                || exchange.done
                || exchange.response.status() != 200
                || exchange.response.size() < FlowControl.ALWAYS_ADMITTED
                || common.get().lead(exchange.response)) {
            return false;
        }
        Optional<byte[]> leader = common.get().bytes();
        if (leader.isPresent() && common.get().hasTimestamp()) {
            exchange.response.compareWith(leader.get());
            exchange.compared = true;
        }
        return leader.isEmpty() && common.get().comesWithin(LONGEST_PAUSE);
    }

    /** Stops reading until the leader's answer has come, or does not come. */
    void pause(Connection connection, Exchange exchange) {
        connection.pause(true);
        waiting.add(exchange);
    }

    /** Reads on where nothing is waited for any more. */
    void resume() {
        for (Exchange exchange : List.copyOf(waiting)) {
            Connection connection = exchange.connection;
            if (connection == null || !exchange.asked.common().orElseThrow().comesWithin(LONGEST_PAUSE)) {
                waiting.remove(exchange);
                if (connection != null) {
                    connection.pause(false);
                }
            }
        }
    }

    /** An exchange waits no more, if it did. */
    void leave(Exchange exchange) {
        waiting.remove(exchange);
    }

    boolean contains(Exchange exchange) {
        return waiting.contains(exchange);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
