package io.farspan.bridge.view;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.federation.Federation;
import io.farspan.federation.LazyResponse;
import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

class NameCacheTest {

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void namesAreAskedForAgainWhenTheAnswerCameAtOnce() {
        // given
        NameCache names = new NameCache(
                requests -> Uni.createFrom().item(answer(asked.incrementAndGet())),
                new AgeLimits(Duration.ZERO, Duration.ZERO),
                false);

        // when
        names.get();
        names.forget();

        // then
        assertThat(names.get().names()).hasToString("[a:n=2]");
    }

    @Test
    void namesThatWereExpectedAreNotAskedForAgain() {
        // given
        NameCache names = new NameCache(
                requests -> Uni.createFrom().item(answer(asked.incrementAndGet())), AgeLimits.USUAL, false);

        // when
        names.expect();

        // then
        assertThat(names.get().names()).hasToString("[a:n=1]");
        assertThat(asked).hasValue(1);
    }

    @Test
    void namesThatWouldBeTooOldAreNotExpected() {
        // given
        NameCache names = new NameCache(
                requests -> Uni.createFrom().item(answer(asked.incrementAndGet())),
                new AgeLimits(Duration.ZERO, Duration.ZERO),
                false);

        // when
        names.expect();

        // then
        assertThat(asked).hasValue(0);
    }

    private static Federation.Answered answer(int number) {
        return new Federation.Answered(
                Optional.empty(),
                List.of(LazyResponse.of(RawJson.of("{\"status\":200,\"value\":[\"a:n=%d\"]}".formatted(number)))));
    }
}
