package io.farspan.core.call;

import io.farspan.core.agent.AgentClient;

/**
 * What all calls of a process share when they ask agents.
 *
 * @param agents carries the requests
 * @param turns whose turn it is at each agent
 * @param budget what each caller has used
 * @param limits what is asked at most
 * @param writing how long what they answer takes to be written
 */
record CallContext(AgentClient agents, AgentTurns turns, AgentBudget budget, AgentLimits limits, WritingPace writing) {

    CallContext(AgentClient agents, AgentLimits limits) {
        this(agents, new AgentTurns(limits), new AgentBudget(limits), limits, new WritingPace());
    }
}
