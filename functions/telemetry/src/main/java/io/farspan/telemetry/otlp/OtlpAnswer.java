package io.farspan.telemetry.otlp;

import java.util.Optional;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.json.Json;
import io.farspan.telemetry.wire.ProtoWriter;

/**
 * What became of a push.
 *
 * @param counter the name in JSON of the number of those that are refused
 * @param refused how many are refused
 * @param why why the first of them is
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#partial-success">OTLP, partial success</a>
 */
record OtlpAnswer(String counter, int refused, Optional<String> why) {

    static final String LOGS = "rejectedLogRecords";
    static final String POINTS = "rejectedDataPoints";

    byte[] json() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        why.ifPresent(reason -> answer.putObject("partialSuccess")
                .put(counter, Integer.toString(refused))
                .put("errorMessage", reason));
        return Json.write(answer);
    }

    byte[] protobuf() {
        ProtoWriter answer = new ProtoWriter();
        why.ifPresent(reason -> {
            ProtoWriter partial = new ProtoWriter();
            partial.number(1, refused);
            partial.text(2, reason);
            answer.message(1, partial);
        });
        return answer.toBytes();
    }
}
