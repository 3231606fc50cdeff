package io.farspan.core.agent;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

import io.farspan.core.sharing.CommonBody;

/**
 * One POST to an agent.
 *
 * @param address where the agent listens
 * @param body a bulk request
 * @param query processing parameters for all its items, from {@code ?} on, or nothing; an item's own go before them
 * @param timeout how long it may take in all
 * @param once whether the request must never reach the agent twice: then a new connection is used, because one that the
 *     agent closes at the same moment leaves open whether it read the request (RFC 9110, section 9.2.2)
 * @param lane what it is for
 * @param heavy whether it may keep the agent for more than a moment
 * @param largest how many bytes the answer may have
 * @param common what its answer is compared with, when others are asked the same
 * @param ended is run once, when the agent is through with the request as far as can be told, be it long after the
 *     deadline: it answered, the connection broke, or a minute passed
 */
public record AgentRequest(
        InetSocketAddress address,
        byte[] body,
        String query,
        Duration timeout,
        boolean once,
        Lane lane,
        boolean heavy,
        int largest,
        Optional<CommonBody> common,
        Runnable ended) {

    /** A request whose answer is compared with no other. */
    public AgentRequest(
            InetSocketAddress address,
            byte[] body,
            String query,
            Duration timeout,
            boolean once,
            Lane lane,
            boolean heavy,
            int largest,
            Runnable ended) {
        this(address, body, query, timeout, once, lane, heavy, largest, Optional.empty(), ended);
    }
}
