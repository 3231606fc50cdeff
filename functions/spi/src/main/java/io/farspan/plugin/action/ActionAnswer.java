package io.farspan.plugin.action;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * What one instance answered: a Jolokia response to each request of the plan, secrets masked.
 *
 * @param instance whose answer it is
 * @param responses in the order of the requests
 */
public record ActionAnswer(InstanceId instance, List<RawJson> responses) {

    public ActionAnswer {
        responses = List.copyOf(responses);
    }

    /**
     * The value that answers a request.
     *
     * @throws FarspanException {@code INSTANCE_REFUSED} with what the agent said, when it has none
     */
    public JsonNode value(int request) {
        JsonNode response = response(request);
        if (JolokiaResponse.succeeded(response)) {
            return response.path("value");
        }
        throw new FarspanException(
                ProblemCode.INSTANCE_REFUSED,
                instance + " did not carry it out: "
                        + Names.shorten(response.path("error").asText("its agent gives no reason")) + ".");
    }

    /** The value that answers a request; empty when the instance has none. */
    public Optional<JsonNode> find(int request) {
        JsonNode response = response(request);
        return JolokiaResponse.succeeded(response) ? Optional.of(response.path("value")) : Optional.empty();
    }

    /**
     * The text that answers a request.
     *
     * @throws FarspanException {@code INSTANCE_REFUSED}, or {@code INSTANCE_ANSWER_INVALID} when it is no text
     */
    public String text(int request) {
        JsonNode value = value(request);
        if (!value.isTextual()) {
            throw new FarspanException(
                    ProblemCode.INSTANCE_ANSWER_INVALID, instance + " answered something other than a text.");
        }
        return value.textValue();
    }

    private JsonNode response(int request) {
        if (request >= responses.size()) {
            throw new FarspanException(
                    ProblemCode.INSTANCE_ANSWER_INVALID,
                    instance + " answered " + responses.size() + " requests, and number " + (request + 1)
                            + " not. Check its agent.");
        }
        return responses.get(request).tree();
    }
}
