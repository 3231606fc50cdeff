package io.farspan.telemetry.prometheus;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.matching.LabelMatcher.Operator;
import io.farspan.telemetry.wire.ProtoWriter;
import io.farspan.telemetry.wire.Snappy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Requests, and what hostile clients make of them. */
class ReadRequestTest {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    @Test
    void aRequestComesWithItsQueriesAndTheFirstTypeThatIsKnown() {
        // when
        ReadRequest request = ReadRequest.read(ReadMessages.request(
                NOON,
                NOON.plusSeconds(60),
                List.of(new ReadMessages.Condition(Operator.MATCHES, "a", "x.*")),
                7,
                1,
                0));

        // then
        assertThat(request.type()).isEqualTo(ResponseType.STREAMED_XOR_CHUNKS);
        assertThat(request.queries()).hasSize(1);
        assertThat(request.queries().get(0).from()).isEqualTo(NOON);
        assertThat(request.queries().get(0).matchers().get(0).matches("xyz")).isTrue();
        assertThat(ReadRequest.read(ReadMessages.request(NOON, NOON, List.of())).type())
                .isEqualTo(ResponseType.SAMPLES);
    }

    @Test
    void timesOutsideOfTheWorldAreBroughtIntoIt() {
        // given
        ProtoWriter query = new ProtoWriter();
        query.number(1, Long.MIN_VALUE);
        query.number(2, Long.MAX_VALUE);
        ProtoWriter request = new ProtoWriter();
        request.message(1, query);

        // then
        ReadRequest.Query read = ReadRequest.read(request.toBytes()).queries().get(0);
        assertThat(read.from()).isEqualTo(Instant.EPOCH);
        assertThat(read.to()).isEqualTo("2262-01-01T00:00:00Z");
    }

    @Test
    void aRequestThatAcceptsNothingThatIsKnownIsRefused() {
        assertRefused(ReadMessages.request(NOON, NOON, List.of(), 9), ProblemCode.MALFORMED_REQUEST);
    }

    @Test
    void matchersAreBounded() {
        assertRefused(
                ReadMessages.request(
                        NOON, NOON, Collections.nCopies(51, new ReadMessages.Condition(Operator.EQUAL, "a", "b"))),
                ProblemCode.TOO_MUCH);
    }

    @Test
    void allExpressionsOfARequestHaveOneBudget() {
        assertRefused(
                ReadMessages.request(
                        NOON,
                        NOON,
                        Collections.nCopies(3, new ReadMessages.Condition(Operator.MATCHES, "a", "(x{999}){18}"))),
                ProblemCode.TOO_MUCH);
    }

    @Test
    void whatIsDamagedIsRefusedAndNothingElseHappens() {
        // given
        byte[] good = ReadMessages.request(
                NOON, NOON, List.of(new ReadMessages.Condition(Operator.EQUAL, "__name__", "up")), 0, 1);
        byte[] packed = Snappy.compress(good);
        Random random = new Random(1);

        for (int round = 0; round < 20_000; round++) {
            byte[] bad = round % 2 == 0 ? good.clone() : packed.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            try {
                // when
                ReadRequest.read(round % 2 == 0 ? bad : Snappy.decompress(bad, 1 << 20));
            } catch (FarspanException e) {
                // then
                assertThat(e.code())
                        .isIn(ProblemCode.MALFORMED_REQUEST, ProblemCode.BODY_TOO_LARGE, ProblemCode.TOO_MUCH);
            }
        }
    }

    @Test
    void aBodyThatClaimsToBeLargeIsNotUnpacked() {
        assertThatThrownBy(() -> Snappy.decompress(new byte[] {-1, -1, -1, -1, 7, 0}, 1 << 20))
                .isInstanceOf(FarspanException.class);
        assertThatThrownBy(() -> Snappy.decompress(new byte[0], 1 << 20)).isInstanceOf(FarspanException.class);
        assertThatThrownBy(() -> Snappy.decompress(Snappy.compress(new byte[2 << 20]), 1 << 20))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.BODY_TOO_LARGE));
    }

    private static void assertRefused(byte[] message, ProblemCode code) {
        assertThatThrownBy(() -> ReadRequest.read(message))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
