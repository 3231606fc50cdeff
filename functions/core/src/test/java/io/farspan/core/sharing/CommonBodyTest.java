package io.farspan.core.sharing;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.farspan.core.message.HttpResponse;
import io.farspan.protocol.json.RawJson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CommonBodyTest {

    private static final String ONE = "{\"value\":{\"a\":1},\"status\":200,\"timestamp\":1700000000}";
    private static final long NEVER_SLOW = Long.MAX_VALUE;
    private static final long SLOW_AT_ONCE = -1;

    private final CommonBody common = new CommonBody();
    private final HttpResponse first = response("");
    private final HttpResponse second = response("");

    @Test
    void oneLeadsAndTheOthersWaitForIt() {
        assertThat(common.lead(first)).isTrue();
        assertThat(common.lead(second)).isFalse();
        assertThat(common.comesWithin(NEVER_SLOW)).isTrue();
    }

    @Test
    void aLeaderThatEndsWithoutABodyLetsAnotherLead() {
        // given
        common.lead(first);

        // when
        common.ended(first);

        // then
        assertThat(common.lead(second)).isTrue();
    }

    @Test
    void aLeaderThatIsSlowIsNotWaitedForAgain() {
        // given
        common.lead(first);

        // when
        assertThat(common.comesWithin(SLOW_AT_ONCE)).isFalse();

        // then
        assertThat(common.comesWithin(NEVER_SLOW)).isFalse();
        common.ended(first);
        assertThat(common.lead(second)).isFalse();
    }

    @Test
    void whatDiffersInItsTimeOnlyIsItsEnd() {
        // given
        common.lead(first);
        common.came(("[" + ONE + "]").getBytes(UTF_8));
        common.isGood(RawJson.of(ONE));
        HttpResponse later = response("[" + ONE.replace("1700000000", "1700000042") + "]");
        later.compareWith(common.bytes().orElseThrow());

        // when
        byte[] end = common.endOf(later).orElseThrow();

        // then
        assertThat(common.held(later)).isZero();
        assertThat(common.withEnd(end).orElseThrow()).hasToString(ONE.replace("1700000000", "1700000042"));
    }

    @Test
    void whatDiffersElsewhereIsKeptWhole() {
        // given
        common.lead(first);
        common.came(("[" + ONE + "]").getBytes(UTF_8));
        HttpResponse other = response("[" + ONE.replace(":1}", ":2}") + "]");

        // when
        other.compareWith(common.bytes().orElseThrow());

        // then
        assertThat(common.endOf(other)).isEmpty();
        assertThat(common.held(other)).isEqualTo(other.size());
    }

    @Test
    void whoWaitsForTheJudgementHearsItOnce() {
        // given
        AtomicInteger heard = new AtomicInteger();
        common.whenJudged(heard::incrementAndGet);
        assertThat(heard).hasValue(0);

        // when
        common.isBad(new IllegalStateException("not JSON"));
        common.isUnjudged();

        // then
        assertThat(heard).hasValue(1);
        common.whenJudged(heard::incrementAndGet);
        assertThat(heard).hasValue(2);
        assertThatThrownBy(() -> common.withEnd(new byte[0])).hasMessage("not JSON");
    }

    private static HttpResponse response(String body) {
        HttpResponse response = new HttpResponse(1 << 20);
        response.take(ByteBuffer.wrap(
                ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body).getBytes(UTF_8)));
        return response;
    }
}
