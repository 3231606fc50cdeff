package io.farspan.protocol.stream;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The published schema, and what is read and written here, say the same. */
class RecordSchemaTest {

    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(RecordSchemaTest.class.getResourceAsStream("record-1.schema.json"));

    @Test
    void whatIsWrittenIsValid() {
        // given
        StreamRecord record = new StreamRecord(
                1_764_480_000_123_456_789L,
                -300_000_000_000L,
                17,
                Optional.of("shop.Orders"),
                Optional.of("request"),
                "refused",
                Map.of("tenant", "7"),
                Optional.of("0123456789abcdef0123456789abcdef"),
                Optional.of("0123456789abcdef"),
                new byte[] {0, -1, 10},
                true,
                Optional.of(new Gap(
                        Gap.DISK_FULL, OptionalLong.of(7), OptionalLong.of(700), Optional.of("3"), Optional.of("10"))));

        // then
        assertThat(isValid(new String(record.write(), StandardCharsets.UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"t\":5}",
                "{\"t\":5,\"d\":-20000000,\"s\":9,\"l\":\"a\",\"h\":\"main\",\"m\":\"text\"}",
                "{\"t\":5,\"m\":\"a line\",\"p\":{\"f\":\"fd00-1a2b-0-0\",\"b\":7}}",
                "{\"t\":5,\"g\":{\"reason\":\"FILE_LOST\",\"records\":1,\"from\":\"offset 3\",\"to\":\"offset 4\"}}",
                "{\"t\":5,\"g\":{\"reason\":\"MOON\",\"from\":3,\"to\":\"x\",\"more\":{}}}",
                "{\"t\":5,\"j\":[{\"n\":\"java.lang:type=Memory\",\"v\":{\"HeapMemoryUsage\":{\"used\":2}}}]}",
                "{\"t\":5,\"later\":[1]}",
            })
    void whatIsValidIsRead(String json) throws MalformedStreamException {
        assertThat(isValid(json)).isTrue();
        assertThat(StreamRecord.read(json.getBytes(StandardCharsets.UTF_8)).nanos())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"t\":\"5\"}",
                "{\"t\":5.5}",
                "{\"t\":5,\"d\":\"1\"}",
                "{\"t\":5,\"s\":25}",
                "{\"t\":5,\"a\":{\"k\":1}}",
                "{\"t\":5,\"T\":\"0123\"}",
                "{\"t\":5,\"c\":1}",
                "{\"t\":5,\"g\":{}}",
                "{\"t\":5,\"g\":{\"reason\":\"no\"}}"
            })
    void whatIsRefusedIsInvalid(String json) {
        assertThat(isValid(json)).isFalse();
        assertThat(isRead(json)).isFalse();
    }

    private static boolean isRead(String json) {
        try {
            StreamRecord.read(json.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (MalformedStreamException e) {
            return false;
        }
    }

    private static boolean isValid(String json) {
        return SCHEMA.validate(json, InputFormat.JSON).isEmpty();
    }
}
