package io.farspan.plugin.action;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.json.RawJson;

/** How what an action changed is undone, by whichever router is home then. Thread-safe. */
public interface ActionRevert {

    /** The most bytes of what is to be restored at an instance, as JSON. */
    int LARGEST_STATE = 64 << 10;

    /** What it changes, in words that are equal for the same thing: two changes of it at a time would undo each other. */
    String of();

    /** How long after its beginning the action is undone. */
    Duration after();

    /** What each instance is asked before the plan's requests, to know what is to be restored. It changes nothing. */
    List<JolokiaRequest> before();

    /**
     * What is to be restored at an instance. It is stored before the plan's requests are made, so that they can be undone
     * whatever happens; at most {@link #LARGEST_STATE} bytes of JSON.
     *
     * @param answer the answer to {@link #before()}
     * @throws io.farspan.protocol.problem.FarspanException when it is not to be changed: the outcome is then a problem
     */
    JsonNode state(ActionAnswer answer);

    /**
     * What an instance is asked to undo it; carrying it out twice has the same effect as once. Nothing when there is nothing to
     * undo. Each is a request to a member that one of the plan's requests is made to.
     *
     * @param state what {@link #state} came to there
     */
    List<JolokiaRequest> requests(JsonNode state);

    /**
     * Whether nothing is left to be undone at an instance; otherwise it is asked again. By default, whether it carried out all
     * requests. An instance that was restarted may refuse because what was changed is no longer there.
     *
     * @param answer the answer to {@link #requests}
     */
    default boolean isUndone(ActionAnswer answer) {
        return answer.responses().stream().map(RawJson::tree).allMatch(JolokiaResponse::succeeded);
    }
}
