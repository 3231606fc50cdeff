package io.farspan.router.call;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.FunctionEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/** Which locations get first calls, and how often. */
class ApplicationWarmupTest {

    private static final FunctionEndpoint AWS = function("aws1", 1);
    private static final FunctionEndpoint AZURE = function("az1", 2);

    private final AtomicLong clock = new AtomicLong();
    private final List<String> called = new ArrayList<>();
    private final Set<String> silent = new HashSet<>();
    private final ApplicationWarmup warmup = new ApplicationWarmup(3, this::call, clock::get);

    @Test
    void eachLocationIsCalledUntilItIsWarmAndNotAgain() {
        // when, then
        assertThat(warm(AWS, AZURE)).containsExactly("aws1", "az1");
        assertThat(called).hasSize(6);
        assertThat(warm(AWS, AZURE)).isEmpty();
        assertThat(called).hasSize(6);
    }

    @Test
    void aSilentLocationHoldsUpNoOther() {
        // given
        silent.add("az1");

        // then
        assertThat(warm(AWS, AZURE)).containsExactly("aws1");
        assertThat(called).filteredOn("aws1"::equals).hasSize(3);
    }

    @Test
    void aSilentLocationIsLeftAloneForAMinuteAfterThreeAttempts() {
        // given
        silent.add("az1");
        for (int attempt = 0; attempt < 5; attempt++) {
            warm(AZURE);
        }
        assertThat(called).hasSize(3);

        // when
        clock.addAndGet(Duration.ofSeconds(61).toNanos());
        silent.clear();

        // then
        assertThat(warm(AZURE)).containsExactly("az1");
    }

    @Test
    void oneDeadInstanceDoesNotMakeItsLocationSilent() {
        // given the second instance of every location is dead

        // when, then
        assertThat(warm(AWS)).containsExactly("aws1");
        assertThat(called).hasSize(3);
    }

    @Test
    void aFunctionThatMovesIsWarmedAgain() {
        // given
        warm(AWS);

        // then
        assertThat(warm(function("aws1", 7))).containsExactly("aws1");
    }

    private Set<String> warm(FunctionEndpoint... functions) {
        return warmup.warm(List.of(functions)).await().atMost(Duration.ofSeconds(10));
    }

    private Uni<UnifiedAnswer> call(String location) {
        called.add(location);
        Problem dead = Problem.of(ProblemCode.INSTANCE_UNREACHABLE, "It is dead.");
        InstanceId first = new InstanceId(location, "i-1");
        return Uni.createFrom()
                .item(new UnifiedAnswer(
                        "shop",
                        1,
                        Instant.EPOCH,
                        false,
                        false,
                        1,
                        1,
                        List.of(
                                silent.contains(location)
                                        ? Outcome.failed(first, 1, dead)
                                        : Outcome.answered(first, 1, List.of(RawJson.of("{}"))),
                                Outcome.failed(new InstanceId(location, "i-2"), 1, dead)),
                        Map.of(),
                        Map.of(),
                        Optional.empty()));
    }

    private static FunctionEndpoint function(String location, int port) {
        return new FunctionEndpoint(
                location,
                location + ".test",
                Optional.of(InetAddress.getLoopbackAddress()),
                port,
                "",
                "server",
                false,
                1);
    }
}
