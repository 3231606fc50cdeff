package io.farspan.bridge.view;

import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.farspan.federation.LazyResponse;
import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

/** What is known of values that agents answer again in the same words. */
class LargeValuesTest {

    private static final Object USE = new Object();

    private final LargeValues large = new LargeValues(20_000);
    private final AtomicInteger made = new AtomicInteger();

    @Test
    void anEqualValueIsTheSameTreeWhateverIsAroundIt() {
        // when
        JsonNode first = large.tree(response("x", 1));
        JsonNode again = large.tree(response("x", 2));

        // then
        assertThat(again.path("value")).isSameAs(first.path("value"));
        assertThat(again.path("timestamp").asInt()).isEqualTo(2);
        assertThat(again.path("status").asInt()).isEqualTo(200);
    }

    @Test
    void aValueThatChangedIsReadAnew() {
        // given
        large.tree(response("x", 1));

        // then
        assertThat(large.tree(response("y", 2)).at("/value/A").asText()).startsWith("y");
    }

    @Test
    void anObjectIsMadeOnceForEachUse() {
        // given
        JsonNode member = large.tree(response("x", 1)).at("/value/A");

        // when
        Object one = make(member, USE);
        Object same = make(large.tree(response("x", 2)).at("/value/A"), USE);
        Object other = make(member, new Object());

        // then
        assertThat(same).isSameAs(one);
        assertThat(other).isNotSameAs(one);
        assertThat(made).hasValue(2);
    }

    @Test
    void theOnesThatWereNotUsedForTheLongestAreForgotten() {
        // given room for two or three
        JsonNode first = large.tree(response("x", 1)).path("value");
        JsonNode second = large.tree(response("y", 1)).path("value");

        // when
        large.tree(response("x", 2));
        large.tree(response("z", 1));
        large.tree(response("w", 1));

        // then
        assertThat(large.tree(response("x", 3)).path("value")).isSameAs(first);
        assertThat(large.tree(response("y", 2)).path("value"))
                .isNotSameAs(second)
                .isEqualTo(second);
    }

    @Test
    void aShortValueIsNotKept() {
        // given
        JsonNode member = large.tree(LazyResponse.of(RawJson.of("{\"value\":{\"A\":\"x\"},\"status\":200}")))
                .at("/value/A");

        // then
        assertThat(make(member, USE)).isNotSameAs(make(member, USE));
    }

    private Object make(JsonNode member, Object use) {
        return large.<RuntimeException>made(member, use, () -> member.asText() + made.incrementAndGet());
    }

    private static LazyResponse response(String text, int timestamp) {
        return LazyResponse.of(RawJson.of("{\"value\":{\"A\":\"" + text.repeat(6_000)
                + "\",\"B\":[1,2]},\"status\":200,\"timestamp\":" + timestamp + "}"));
    }
}
