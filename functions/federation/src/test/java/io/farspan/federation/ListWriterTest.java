package io.farspan.federation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

class ListWriterTest {

    private static final String FRAME = "{\"value\":\"@\",\"status\":200}";
    private static final InstanceId ONE = InstanceId.parse("aws1/i-1");
    private static final InstanceId TWO = InstanceId.parse("az1/i-2");

    private final Map<RawJson, RawJson> known = new HashMap<>();

    @Test
    void everyMBeanStandsThereOnceForTheWholeAndOnceForEachInstance() {
        // given two replicas that share their descriptions, and one with an MBean more
        Descriptions shared = read("{\"d\":{\"name=\\\"a\\\"\":{\"desc\":\"A\"},\"name=b\":{\"desc\":\"B\"}}}");
        Descriptions more = read("{\"d\":{\"name=b\":{\"desc\":\"B\"},\"name=c\":{\"desc\":\"C\"}},\"e\":{}}");
        Map<InstanceId, Descriptions> all = new LinkedHashMap<>();
        all.put(ONE, shared);
        all.put(TWO, shared);
        all.put(InstanceId.parse("dc1/i-3"), more);

        // when
        JsonNode value = written(all, false).path("value");

        // then
        assertThat(value.path("d").fieldNames())
                .toIterable()
                .containsExactly(
                        "name=\"a\"",
                        "name=\"a\",location=aws1,instance=i-1",
                        "name=b",
                        "name=b,location=aws1,instance=i-1",
                        "name=\"a\",location=az1,instance=i-2",
                        "name=b,location=az1,instance=i-2",
                        "name=b,location=dc1,instance=i-3",
                        "name=c",
                        "name=c,location=dc1,instance=i-3");
        assertThat(value.at("/d/name=c,location=dc1,instance=i-3/desc").asText())
                .isEqualTo("C");
        assertThat(value.path("e").isObject()).isTrue();
        assertThat(written(all, false).path("status").asInt()).isEqualTo(200);
    }

    @Test
    void withACacheEachDescriptionIsWrittenOnce() {
        // given
        Descriptions same = read("{\"d\":{\"name=a\":{\"desc\":\"A\"},\"name=b\":{\"desc\":\"A\"}}}");
        Map<InstanceId, Descriptions> all = new LinkedHashMap<>(Map.of(ONE, same));

        // when
        JsonNode value = written(all, true).path("value");

        // then
        assertThat(value.path("cache")).hasToString("{\"0\":{\"desc\":\"A\"}}");
        assertThat(value.at("/domains/d").properties())
                .extracting(Map.Entry::getValue)
                .hasSize(4)
                .allSatisfy(reference -> assertThat(reference.asText()).isEqualTo("0"));
    }

    @Test
    void keysThatTheViewUsesItselfAreWrittenAsItsNamesAre() {
        // given
        Descriptions odd = read("{\"d\":{\"location=here,name=a\":{\"desc\":\"A\"},\"name=b\":{\"desc\":\"B\"}}}");
        Map<InstanceId, Descriptions> all = new LinkedHashMap<>();
        all.put(ONE, odd);
        all.put(TWO, odd);

        // when
        JsonNode domain = written(all, true).at("/value/domains/d");

        // then
        List<String> expected = List.of(
                FederatedKeys.whole("d", "location=here,name=a"),
                FederatedKeys.qualified("d", "location=here,name=a", ONE),
                "name=b",
                "name=b,location=aws1,instance=i-1",
                FederatedKeys.qualified("d", "location=here,name=a", TWO),
                "name=b,location=az1,instance=i-2");
        assertThat(domain.fieldNames()).toIterable().containsExactlyElementsOf(expected);
    }

    @Test
    void anAnswerThatWouldBeTooLargeIsNotMade() {
        // given
        Map<InstanceId, Descriptions> all =
                new LinkedHashMap<>(Map.of(ONE, read("{\"d\":{\"name=a\":{\"desc\":\"A\"}}}")));
        int size =
                new ListWriter(all, false).within(FRAME, 10_000).orElseThrow().length();

        // when, then
        assertThat(new ListWriter(all, false).within(FRAME, size)).isPresent();
        assertThat(new ListWriter(all, false).within(FRAME, size - 1)).isEmpty();
    }

    private Descriptions read(String value) {
        return Descriptions.parse(RawJson.of("{\"value\":" + value + ",\"status\":200}"), known);
    }

    private static JsonNode written(Map<InstanceId, Descriptions> all, boolean cached) {
        return new ListWriter(all, cached).within(FRAME, 10_000).orElseThrow().tree();
    }
}
