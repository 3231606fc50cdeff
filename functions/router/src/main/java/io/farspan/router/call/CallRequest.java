package io.farspan.router.call;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.farspan.home.http.JsonBody;
import io.farspan.protocol.call.Aggregation;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** The body of a management call. */
@Schema(description = "Jolokia requests for each selected instance")
record CallRequest(
        @Schema(
                        implementation = Object.class,
                        description = "\"all\", or an object with locations, instances, labels; all by default")
                Optional<InstanceSelector> select,
        @Schema(
                        implementation = Object[].class,
                        required = true,
                        description = "Jolokia request objects",
                        examples =
                                "[{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}]")
                @JsonProperty(required = true)
                List<RawJson> requests,
        @Schema(description = "aggregates to make: sum avg min max p50 p99 merge") Optional<List<Aggregation>> unify,
        @Schema(implementation = Long.class, description = "1 to 29000; 5000 by default") Optional<Long> deadlineMs) {

    static ManagementCall parse(String application, byte[] body) {
        CallRequest request = JsonBody.parse(body, CallRequest.class);
        if (request.unify.stream().flatMap(List::stream).anyMatch(Objects::isNull)) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST, "'unify' must be a list of aggregate names without null.");
        }
        return ManagementCall.of(
                application,
                request.select.orElse(InstanceSelector.ALL),
                request.requests == null ? List.of() : request.requests,
                request.unify.orElse(List.of()),
                request.deadlineMs.map(Duration::ofMillis).orElse(ManagementCall.USUAL));
    }
}
