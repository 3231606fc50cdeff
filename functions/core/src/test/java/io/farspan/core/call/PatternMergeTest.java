package io.farspan.core.call;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

class PatternMergeTest {

    private static final String ONE = "shop:name=one";
    private static final String TWO = "shop:name=two";

    private final AtomicReference<RawJson> done = new AtomicReference<>();
    private final AtomicReference<RequestFailure> notDone = new AtomicReference<>();

    @Test
    void theValuesOfAllNamesBecomeOneResponse() {
        // given
        PatternMerge merge = merge(AgentLimits.USUAL);

        // when
        assertThat(merge.add(ONE, value(ONE, 1))).isEmpty();
        assertThat(merge.add(TWO, value(TWO, 2))).isEmpty();
        merge.end(done::set, notDone::set);

        // then
        JsonNode response = done.get().tree();
        assertThat(response.path("status").asInt()).isEqualTo(200);
        assertThat(response.path("request").path("mbean").asText()).isEqualTo("shop:*");
        assertThat(response.path("value").path(ONE).path("Count").asInt()).isEqualTo(1);
        assertThat(response.path("value").path(TWO).path("Count").asInt()).isEqualTo(2);
    }

    @Test
    void aNameThatIsGoneIsLeftOut() {
        // given
        PatternMerge merge = merge(AgentLimits.USUAL);

        // when
        assertThat(merge.add(ONE, error(404, "javax.management.InstanceNotFoundException")))
                .isEmpty();
        assertThat(merge.add(TWO, value(TWO, 2))).isEmpty();
        merge.end(done::set, notDone::set);

        // then
        assertThat(done.get().tree().path("value").fieldNames()).toIterable().containsExactly(TWO);
    }

    @Test
    void anyOtherErrorStandsForAll() {
        // when
        Optional<RawJson> error = merge(AgentLimits.USUAL).add(ONE, error(500, "java.lang.IllegalStateException"));

        // then
        assertThat(error.orElseThrow().tree().path("status").asInt()).isEqualTo(500);
        assertThat(error.orElseThrow().tree().path("request").path("mbean").asText())
                .isEqualTo("shop:*");
    }

    @Test
    void moreNamesThanAllowedAreAFailure() {
        // given
        AgentLimits usual = AgentLimits.USUAL;
        PatternMerge merge = merge(new AgentLimits(
                usual.maxObjects(), usual.maxListObjects(), 1, 15, usual.slice(), usual.window(), usual.time(), 1));

        // when
        merge.add(ONE, value(ONE, 1));
        merge.add(TWO, value(TWO, 2));
        merge.end(done::set, notDone::set);

        // then
        assertThat(done.get()).isNull();
        assertThat(notDone.get().problem().detail()).contains("matches 2 MBeans");
    }

    private static PatternMerge merge(AgentLimits limits) {
        JolokiaRequest request = JolokiaRequest.of(RawJson.of("{\"type\":\"read\",\"mbean\":\"shop:*\"}"));
        return new PatternMerge(WeighedRequest.of(request, request.tree(), limits), limits, TextNode.valueOf("shop:*"));
    }

    private static RawJson value(String name, int count) {
        return RawJson.of("{\"request\":{\"type\":\"read\",\"mbean\":\"narrowed\"},\"value\":{\"" + name
                + "\":{\"Count\":" + count + "}},\"status\":200}");
    }

    private static RawJson error(int status, String type) {
        return RawJson.of("{\"request\":{\"type\":\"read\",\"mbean\":\"narrowed\"},\"error_type\":\"" + type
                + "\",\"error\":\"no\",\"status\":" + status + "}");
    }
}
