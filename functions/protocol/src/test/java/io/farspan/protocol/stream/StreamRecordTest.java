package io.farspan.protocol.stream;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A record's JSON, version 1, and bytes that are none. */
class StreamRecordTest {

    @Test
    void everyMemberSurvivesTheJson() throws MalformedStreamException {
        // given
        StreamRecord record = new StreamRecord(
                1_796_000_000_123_456_789L,
                17,
                Optional.of("com.shop.Orders"),
                Optional.of("http-1"),
                "it failed\n\tat a.b.C(C.java:1)\u0000\ud83d\ude00",
                Map.of("user", "7", "", "empty"),
                Optional.of("0123456789abcdef0123456789abcdef"),
                Optional.of("0123456789abcdef"),
                new byte[] {0, -1, 10},
                true,
                Optional.of(new Gap(
                        Gap.SPOOL_FULL,
                        OptionalLong.of(7),
                        OptionalLong.empty(),
                        Optional.of("3"),
                        Optional.of("10"))));

        // when
        StreamRecord read = StreamRecord.read(record.write());

        // then
        assertThat(read).usingRecursiveComparison().isEqualTo(record);
    }

    @Test
    void aClockThatWasSetIsToldAgain() throws MalformedStreamException {
        // given
        String json = "{\"t\":5000,\"d\":-300,\"m\":\"x\"}";

        // when
        StreamRecord read = read(json);

        // then
        assertThat(read.nanos()).isEqualTo(5_000);
        assertThat(read.steadyNanos()).isEqualTo(4_700);
        assertThat(new String(read.write(), StandardCharsets.UTF_8)).isEqualTo(json);
    }

    @Test
    void whatIsNotKnownHereIsPassedOver() throws MalformedStreamException {
        // when: the tailer's position, a member of a newer release, a gap with numbers for its bounds
        StreamRecord read = read("{\"p\":{\"f\":\"dev:1\",\"b\":77},\"t\":5,\"new\":[{\"m\":1}],\"m\":\"text\","
                + "\"g\":{\"reason\":\"MOON\",\"from\":3,\"to\":\"x\",\"more\":{}}}");

        // then
        assertThat(read.nanos()).isEqualTo(5);
        assertThat(read.message()).isEqualTo("text");
        assertThat(read.severity()).isZero();
        assertThat(read.gap().orElseThrow().from()).contains("3");
        assertThat(read.gap().orElseThrow().reason()).isEqualTo("MOON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "null",
                "[]",
                "{",
                "{}",
                "{\"t\":\"5\"}",
                "{\"t\":5.0}",
                "{\"t\":99999999999999999999}",
                "{\"t\":null}",
                "{\"t\":5,\"s\":25}",
                "{\"t\":5,\"s\":-1}",
                "{\"t\":5,\"s\":4294967305}",
                "{\"t\":5,\"m\":null}",
                "{\"t\":5,\"m\":{}}",
                "{\"t\":5,\"a\":[]}",
                "{\"t\":5,\"a\":{\"k\":1}}",
                "{\"t\":5,\"T\":\"0123\"}",
                "{\"t\":5,\"T\":\"0123456789ABCDEF0123456789ABCDEF\"}",
                "{\"t\":5,\"r\":\"*\"}",
                "{\"t\":5,\"r\":1}",
                "{\"t\":5,\"c\":1}",
                "{\"t\":5,\"g\":{}}",
                "{\"t\":5,\"g\":{\"reason\":\"no\"}}",
                "{\"t\":5,\"g\":{\"reason\":\"A\",\"records\":\"1\"}}",
                "{\"t\":5,\"g\":{\"reason\":\"A\",\"from\":{}}}",
                "{\"t\":5}x",
                "{\"t\":5}{\"t\":6}",
                "{\"t\":5,\"m\":\"\u0001\"}"
            })
    void whatIsNoRecordIsRefusedWithAReason(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(MalformedStreamException.class)
                .hasMessageStartingWith("The record is malformed: ");
    }

    @Test
    void bytesOfAnyKindFailInNoOtherWay() {
        // given
        Random random = new Random(7);
        byte[] good = StreamRecord.of(5, 9, "a message").write();
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = good.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }

            // when, then
            try {
                StreamRecord.read(bytes);
            } catch (MalformedStreamException e) {
                assertThat(e).hasMessageStartingWith("The record is malformed");
            }
        }
    }

    @Test
    void aDeeplyNestedMemberEndsInAReason() {
        assertThatThrownBy(() -> read("{\"t\":5,\"x\":" + "[".repeat(100_000)))
                .isInstanceOf(MalformedStreamException.class);
    }

    private static StreamRecord read(String json) throws MalformedStreamException {
        return StreamRecord.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
