package io.farspan.plugin;

import java.util.List;
import java.util.Map;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;

/**
 * Asks the agents of the selected instances. Requests are those of {@code POST /v1/call} and take the same turns, limits
 * and budgets: they count as the caller's. Blocks until every instance has answered or failed, which is a little before the
 * deadline: a tenth of what is left, 250 ms at most, remains for what is made of the answers.
 *
 * <p>Fails with {@link IllegalStateException} when a plugin that says it changes nothing asks for a change, and with
 * {@link IllegalArgumentException} for an instance that is not one of {@link PluginContext#instances}. What fails at an
 * instance is its outcome. What is answered counts against the memory that all plugins of a process share; what finds no
 * room there is {@code TOO_MUCH}.
 */
public interface AgentPort {

    /** The most requests to one instance at a time. */
    int MOST_REQUESTS = 1_000;

    /** The same requests at every selected instance, all at the same time; outcomes are ordered by id. */
    List<Outcome> ask(List<RawJson> requests);

    /** Each instance's own requests, all instances at the same time; outcomes are ordered by id. */
    List<Outcome> ask(Map<InstanceId, List<RawJson>> requests);
}
