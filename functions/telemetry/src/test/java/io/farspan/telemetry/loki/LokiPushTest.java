package io.farspan.telemetry.loki;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.telemetry.push.PushTarget;
import io.farspan.telemetry.push.PushedLogs;
import io.farspan.telemetry.wire.ProtoWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LokiPushTest {

    private static final PushTarget TARGET = new PushTarget("shop", "aws1");
    private static final String TRACE = "0AF7651916CD43DD8448EB211C80319C";

    @Test
    void jsonAndProtobufMeanTheSame() {
        // given
        byte[] json =
                """
                {"streams":[{"stream":{"host":"web 1:80","level":"Warning","job":"nginx"},"values":[
                ["1800000000000000001","GET /", {"trace_id":"%s","logger":"access"}],
                ["1800000000000000002","two \\"2\\""]]}]}"""
                        .formatted(TRACE)
                        .getBytes(StandardCharsets.UTF_8);
        ProtoWriter stream = new ProtoWriter();
        stream.text(1, "{host=\"web 1:80\", level=\"Warning\", job=\"nginx\"}");
        stream.message(2, entry(1, "GET /", Map.of("trace_id", TRACE, "logger", "access")));
        stream.message(2, entry(2, "two \"2\"", Map.of()));
        stream.number(3, 77);
        ProtoWriter request = new ProtoWriter();
        request.message(1, stream);

        // then
        for (PushedLogs logs : List.of(LokiPush.json(TARGET, json), LokiPush.protobuf(TARGET, request.toBytes()))) {
            List<StreamRecord> records = records(logs, "web-1-80");
            assertThat(records)
                    .extracting(StreamRecord::nanos)
                    .containsExactly(1800000000000000001L, 1800000000000000002L);
            assertThat(records.get(0).message()).isEqualTo("GET /");
            assertThat(records.get(0).severity()).isEqualTo(13);
            assertThat(records.get(0).logger()).contains("access");
            assertThat(records.get(0).traceId()).contains(TRACE.toLowerCase(java.util.Locale.ROOT));
            assertThat(records.get(0).attributes()).isEqualTo(Map.of("job", "nginx", "instance", "web 1:80"));
            assertThat(records.get(1).message()).isEqualTo("two \"2\"");
            assertThat(records.get(1).traceId()).isEmpty();
        }
    }

    @Test
    void whatCannotBeKeptIsRefusedAndTheRestIsNot() {
        PushedLogs logs = LokiPush.json(
                TARGET,
                """
                {"streams":[{"stream":{"job":"x"},"values":[["1","nobody's"]]},
                {"stream":{"pod":"p-1"},"values":[["soon","when?"],["2","kept"]]}]}"""
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(logs.refused()).isEqualTo(2);
        assertThat(logs.why()).hasValueSatisfying(why -> assertThat(why).contains("hostname"));
        assertThat(records(logs, "p-1")).extracting(StreamRecord::message).containsExactly("kept");
    }

    @Test
    void whatIsNotAPushIsMalformed() {
        ProtoWriter stream = new ProtoWriter();
        stream.text(1, "{job=}");
        ProtoWriter request = new ProtoWriter();
        request.message(1, stream);
        for (byte[] message : List.of(new byte[] {10, 5, 1}, request.toBytes())) {
            assertThatThrownBy(() -> LokiPush.protobuf(TARGET, message))
                    .isInstanceOfSatisfying(
                            FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST));
        }
        assertThatThrownBy(() -> LokiPush.json(TARGET, "{".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(FarspanException.class);
    }

    private static List<StreamRecord> records(PushedLogs logs, String instance) {
        return Optional.ofNullable(logs.records().get(new InstanceId("aws1", instance)))
                .orElseThrow(() -> new AssertionError(logs.records().keySet().toString()));
    }

    private static ProtoWriter entry(int nanos, String line, Map<String, String> metadata) {
        ProtoWriter time = new ProtoWriter();
        time.number(1, 1_800_000_000L);
        time.number(2, nanos);
        ProtoWriter entry = new ProtoWriter();
        entry.message(1, time);
        entry.text(2, line);
        metadata.forEach((name, value) -> {
            ProtoWriter pair = new ProtoWriter();
            pair.text(1, name);
            pair.text(2, value);
            entry.message(3, pair);
        });
        return entry;
    }
}
