package io.farspan.protocol.call;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonMappingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InstanceSelectorTest {

    private static final InstanceId ONE = InstanceId.parse("aws1/i-1");
    private static final InstanceId TWO = InstanceId.parse("az1/i-2");

    @Test
    void allSelectsEverything() throws IOException {
        assertThat(read("\"all\"").matches(ONE, Map.of())).isTrue();
        assertThat(read("\"all\"").mayTouch("anywhere")).isTrue();
    }

    @Test
    void everyPartMustHold() throws IOException {
        // given
        InstanceSelector select = read("{\"locations\":[\"aws1\",\"dc1\"],\"labels\":{\"tier\":\"web\"}}");

        // then
        assertThat(select.matches(ONE, Map.of("tier", "web", "x", "y"))).isTrue();
        assertThat(select.matches(ONE, Map.of("tier", "db"))).isFalse();
        assertThat(select.matches(TWO, Map.of("tier", "web"))).isFalse();
        assertThat(select.mayTouch("az1")).isFalse();
    }

    @Test
    void instancesNameTheirLocations() throws IOException {
        InstanceSelector select = read("{\"instances\":[\"az1/i-2\"]}");
        assertThat(select.mayTouch("az1")).isTrue();
        assertThat(select.mayTouch("aws1")).isFalse();
    }

    @Test
    void itIsWrittenAsItIsRead() throws IOException {
        String json = "{\"locations\":[\"aws1\"],\"instances\":[\"az1/i-2\"],\"labels\":{\"a\":\"b\"}}";
        assertThat(new String(Json.write(read(json)))).isEqualTo(json);
        assertThat(new String(Json.write(InstanceSelector.ALL))).isEqualTo("\"all\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"some\"",
                "{}",
                "[]",
                "5",
                "{\"location\":[\"aws1\"]}",
                "{\"locations\":\"aws1\"}",
                "{\"locations\":[\"AWS\"]}",
                "{\"instances\":[\"i-1\"]}",
                "{\"instances\":[5]}",
                "{\"instances\":[null]}",
                "{\"labels\":{\"a\":null}}",
                "{\"labels\":{\"a\":{\"b\":1}}}",
                "{\"labels\":[\"a\"]}"
            })
    void nonsenseIsRefusedWithAReason(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(JsonMappingException.class)
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itNamesABoundedNumber() throws IOException {
        assertThat(read(named(InstanceSelector.MOST_NAMED)).instances()).hasSize(InstanceSelector.MOST_NAMED);
        assertThatThrownBy(() -> read(named(InstanceSelector.MOST_NAMED + 1)))
                .hasRootCauseMessage("select.instances names more than 10000. Select by location or label, or make"
                        + " several calls");
    }

    private static String named(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "\"az1/i-" + number + "\"")
                .collect(Collectors.joining(",", "{\"instances\":[", "]}"));
    }

    private static InstanceSelector read(String json) throws IOException {
        return Json.strict().readValue(json, InstanceSelector.class);
    }
}
