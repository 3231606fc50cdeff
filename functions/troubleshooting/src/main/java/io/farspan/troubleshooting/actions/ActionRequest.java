package io.farspan.troubleshooting.actions;

import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.farspan.home.http.JsonBody;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** The body that begins an action. */
@Schema(description = "An action at each selected instance")
record ActionRequest(
        @Schema(description = "its name, such as threads", required = true) @JsonProperty(required = true)
                String action,
        @Schema(implementation = Object.class, description = "what the action takes; none by default")
                Optional<ObjectNode> arguments,
        @Schema(
                        implementation = Object.class,
                        description = "\"all\", or an object with locations, instances, labels; all by default")
                Optional<InstanceSelector> select,
        @Schema(description = "when it ends at the latest: 1000 to 600000, 60000 by default") Optional<Long> deadlineMs,
        @Schema(description = "why, for the ledger") Optional<String> reason) {

    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_ARGUMENTS = 16_384;
    private static final int LONGEST_SELECT = 16_384;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration USUAL = Duration.ofMinutes(1);

    ActionRequest {
        reason = reason.map(text -> Text.require("reason", text));
        if (reason.filter(text -> text.length() > LONGEST_REASON).isPresent()) {
            throw new IllegalArgumentException("'reason' may have " + LONGEST_REASON + " characters");
        }
        if (arguments
                .filter(given -> given.toString().length() > LONGEST_ARGUMENTS)
                .isPresent()) {
            throw new IllegalArgumentException("'arguments' may have " + LONGEST_ARGUMENTS + " characters");
        }
        if (select.filter(given -> Json.wire().valueToTree(given).toString().length() > LONGEST_SELECT)
                .isPresent()) {
            throw new IllegalArgumentException("'select' may have " + LONGEST_SELECT
                    + " characters; select locations or labels, or begin several actions");
        }
        if (select.filter(InstanceSelector::primary).isPresent()) {
            throw new IllegalArgumentException(
                    "an action's 'select' takes \"all\" or an object with locations, instances or labels, not"
                            + " \"primary\", which may be another instance by the time it is carried out");
        }
    }

    static ActionRequest parse(byte[] body) {
        return JsonBody.parse(body, ActionRequest.class);
    }

    ObjectNode given() {
        return arguments.orElseGet(JsonNodeFactory.instance::objectNode);
    }

    InstanceSelector selected() {
        return select.orElse(InstanceSelector.ALL);
    }

    Duration deadline() {
        long millis = deadlineMs.orElse(USUAL.toMillis());
        if (millis < SHORTEST.toMillis() || millis > LONGEST.toMillis()) {
            throw new FarspanException(
                    ProblemCode.DEADLINE_INVALID,
                    "deadlineMs must be " + SHORTEST.toMillis() + " to " + LONGEST.toMillis() + ", not " + millis
                            + "; leave it out for " + USUAL.toMillis() + ".");
        }
        return Duration.ofMillis(millis);
    }
}
