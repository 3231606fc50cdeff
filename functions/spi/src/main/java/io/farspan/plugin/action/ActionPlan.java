package io.farspan.plugin.action;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.JolokiaRequest;

/** What one action asks of each instance, and what the answers come to. Thread-safe. */
public interface ActionPlan {

    /** The most bytes of an instance's result as JSON. */
    int LARGEST_RESULT = 2 << 20;

    /** The most bytes of what all results come to. */
    int LARGEST_MERGED = 4 << 20;

    /** What each instance is asked, in this order; at least one request. None is made to a pattern. */
    List<JolokiaRequest> requests();

    /**
     * Whether an instance may be asked twice with no other effect than once. What is not repeatable and was interrupted ends as
     * unknown.
     */
    boolean isRepeatable();

    /** About how many bytes an instance answers: it says how many are asked at the same time. */
    int answerBytes();

    /** The arguments as everybody may see them, without what could be a secret; as arguments they make the same requests. */
    ObjectNode shown();

    /**
     * What an instance's answer comes to; at most {@link #LARGEST_RESULT} bytes of JSON.
     *
     * @throws io.farspan.protocol.problem.FarspanException when it comes to nothing: the outcome is then a problem
     */
    JsonNode result(ActionAnswer answer);

    /** A new merger of the results. */
    ActionMerger merger();

    /** The earlier action of the same name that this one is compared with. */
    default Optional<UUID> earlier() {
        return Optional.empty();
    }

    /** How what it changes is undone later, if it is to be. */
    default Optional<ActionRevert> revert() {
        return Optional.empty();
    }
}
