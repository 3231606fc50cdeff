package io.farspan.protocol.stream;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The call and the answer of the plugin collect, as JSON. */
class CollectMessagesTest {

    private static final InstanceId ONE = InstanceId.parse("aws1/i-7");
    private static final StreamName JUL = new StreamName("jul");
    private static final UUID INCARNATION = UUID.fromString("7b0a6a4e-53c1-4c0e-9a53-2f8a0d4c9b11");

    @Test
    void theCallIsTheContractsJson() throws IOException {
        // given
        CollectCall call = new CollectCall(Map.of(ONE, Map.of(JUL, new Checkpoint(INCARNATION, 120))), 4_000_000);

        // when
        String json = new String(Json.write(call), java.nio.charset.StandardCharsets.UTF_8);

        // then
        assertThat(json)
                .isEqualTo("{\"instances\":{\"aws1/i-7\":{\"jul\":{\"incarnation\":\"" + INCARNATION
                        + "\",\"from\":120}}},\"maxBytes\":4000000}");
        assertThat(Json.wire().readValue(json, CollectCall.class)).isEqualTo(call);
    }

    @Test
    void endsAreAskedForByAMemberThatEarlierReleasesIgnore() throws IOException {
        // given
        CollectCall call = new CollectCall(Map.of(), 4_000_000, true);

        // when
        String json = new String(Json.write(call), java.nio.charset.StandardCharsets.UTF_8);

        // then
        assertThat(json).isEqualTo("{\"instances\":{},\"maxBytes\":4000000,\"ends\":true}");
        assertThat(Json.wire().readValue(json, CollectCall.class)).isEqualTo(call);
        assertThat(Json.wire()
                        .readValue("{\"streams\":[],\"left\":false,\"problems\":{}}", CollectAnswer.class)
                        .ends())
                .isEmpty();
    }

    @Test
    void theAnswerIsReadAsItWasWritten() throws IOException {
        // given
        Frames frames = new Frames.Builder()
                .add(StreamRecord.of(1, 9, "one").write())
                .add(StreamRecord.of(2, 9, "two").write())
                .build();
        CollectAnswer answer = new CollectAnswer(
                List.of(new StreamBatch(
                        ONE,
                        JUL,
                        StreamKind.LOG,
                        INCARNATION,
                        0,
                        59,
                        70,
                        Optional.of(new Lost(0, 57, Gap.SPOOL_FULL)),
                        frames.block())),
                true,
                Map.of(InstanceId.parse("aws1/i-8"), Problem.of(ProblemCode.INSTANCE_TIMEOUT, "Too slow.")),
                Map.of(ONE, new ClockReading("a", 5, 1, 2, 3)),
                Map.of(ONE, Map.of(JUL, new Checkpoint(INCARNATION, 70))),
                Set.of(InstanceId.parse("aws1/i-9")));

        // when
        CollectAnswer read = Json.wire().readValue(Json.write(answer), CollectAnswer.class);

        // then
        assertThat(read).usingRecursiveComparison().isEqualTo(answer);
        assertThat(read.streams().get(0).begin()).isEqualTo(57);
        assertThat(read.streams().get(0).frames().count()).isEqualTo(2);
    }

    @Test
    void aBlockHasAsManyRecordsAsItsOffsetsSay() {
        // given
        byte[] block = new Frames.Builder()
                .add(StreamRecord.of(1, 9, "one").write())
                .build()
                .block();
        StreamBatch batch = new StreamBatch(ONE, JUL, StreamKind.LOG, INCARNATION, 5, 7, 7, Optional.empty(), block);

        // when, then
        assertThatThrownBy(batch::frames)
                .isInstanceOf(MalformedStreamException.class)
                .hasMessage("The block of 'jul' of aws1/i-7 has 1 records, but says that it goes from 5 to 7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"instances\":{},\"maxBytes\":0}",
                "{\"instances\":{},\"maxBytes\":4000001}",
                "{\"instances\":{}}",
                "{\"maxBytes\":100000}",
                "{\"instances\":{\"nowhere\":{}},\"maxBytes\":100000}",
                "{\"instances\":{\"aws1/i-7\":{\"\":{\"incarnation\":\"7b0a6a4e-53c1-4c0e-9a53-2f8a0d4c9b11\",\"from\":1}}},"
                        + "\"maxBytes\":100000}",
                "{\"instances\":{\"aws1/i-7\":{\"jul\":{\"incarnation\":\"7b0a6a4e-53c1-4c0e-9a53-2f8a0d4c9b11\","
                        + "\"from\":-1}}},\"maxBytes\":100000}",
                "{\"instances\":{\"aws1/i-7\":{\"jul\":{\"incarnation\":\"x\",\"from\":1}}},\"maxBytes\":100000}",
                "{\"instances\":{\"aws1/i-7\":{\"jul\":{\"from\":1}}},\"maxBytes\":100000}",
                "{\"instances\":{\"aws1/i-7\":{\"jul\":null}},\"maxBytes\":100000}"
            })
    void aCallThatMakesNoSenseIsRefused(String json) {
        assertThatThrownBy(() -> Json.wire().readValue(json, CollectCall.class))
                .satisfiesAnyOf(
                        failure -> assertThat(failure).isInstanceOf(IOException.class),
                        failure -> assertThat(failure).isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void namesAndOffsetsAreChecked() {
        assertThatThrownBy(() -> new StreamName("a\nb")).hasMessageContaining("U+000A");
        assertThatThrownBy(() -> new StreamName("x".repeat(256))).hasMessageContaining("1 to 255");
        assertThatThrownBy(() ->
                        new StreamBatch(ONE, JUL, StreamKind.LOG, INCARNATION, 5, 4, 9, Optional.empty(), new byte[0]))
                .hasMessageContaining("'from' must not be after 'next'");
        assertThatThrownBy(() -> new StreamBatch(
                        ONE,
                        JUL,
                        StreamKind.LOG,
                        INCARNATION,
                        5,
                        9,
                        9,
                        Optional.of(new Lost(4, 9, Gap.SPOOL_FULL)),
                        new byte[0]))
                .hasMessageContaining("must begin at 'from'");
    }
}
