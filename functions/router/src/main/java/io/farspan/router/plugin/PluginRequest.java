package io.farspan.router.plugin;

import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.farspan.home.http.JsonBody;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** The body of a plugin's call. */
@Schema(description = "What a plugin is to get, and for which instances")
record PluginRequest(
        @Schema(
                        implementation = Object.class,
                        description = "\"all\", or an object with locations, instances, labels; all by default")
                Optional<InstanceSelector> select,
        @Schema(implementation = Object.class, description = "any JSON; what the plugin gets, null by default")
                @JsonProperty
                Optional<RawJson> body,
        @Schema(implementation = Long.class, description = "1 to 29000; 5000 by default") Optional<Long> deadlineMs) {

    static PluginRequest parse(byte[] body) {
        PluginRequest request = JsonBody.parse(body, PluginRequest.class);
        Duration deadline = request.deadline();
        if (deadline.compareTo(ManagementCall.SHORTEST) < 0 || deadline.compareTo(ManagementCall.LONGEST) > 0) {
            throw new FarspanException(
                    ProblemCode.DEADLINE_INVALID,
                    "deadlineMs must be " + ManagementCall.SHORTEST.toMillis() + " to "
                            + ManagementCall.LONGEST.toMillis() + ", not " + deadline.toMillis()
                            + "; leave it out for " + ManagementCall.USUAL.toMillis());
        }
        return request;
    }

    InstanceSelector selector() {
        return select.orElse(InstanceSelector.ALL);
    }

    RawJson content() {
        return body.orElse(RawJson.of("null"));
    }

    Duration deadline() {
        return deadlineMs.map(Duration::ofMillis).orElse(ManagementCall.USUAL);
    }
}
