package io.farspan.provider.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.TrafficTarget;
import io.farspan.provider.traffic.TrafficDirector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The laws of {@link TrafficDirector}. A provider's test gives one whose service has the locations dc1, aws1 and az1. */
public abstract class TrafficDirectorContractTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String APPLICATION = "shop";

    /** The director under test. */
    protected abstract TrafficDirector director();

    /** One whose service does not answer. */
    protected abstract TrafficDirector unreachable();

    /** The service limits the next request. */
    protected abstract void throttleOnce();

    @Test
    void sharesAreWhatWasAskedFor() {
        // when
        direct(25, 75, 0);

        // then
        assertThat(await(director().shares(APPLICATION))).isEqualTo(Map.of("dc1", 25, "aws1", 75, "az1", 0));
    }

    @Test
    void repeatingItChangesNothing() {
        direct(50, 50, 0);
        direct(50, 50, 0);

        assertThat(await(director().shares(APPLICATION))).isEqualTo(Map.of("dc1", 50, "aws1", 50, "az1", 0));
    }

    @Test
    void aSmallShareNeverBecomesNothing() {
        direct(65_535, 1, 0);

        // the service shows it rounded; what counts is that traffic can return at once
        direct(1, 1, 0);

        assertThat(await(director().shares(APPLICATION))).isEqualTo(Map.of("dc1", 50, "aws1", 50, "az1", 0));
    }

    @Test
    void anEmptySetIsNeverPublished() {
        assertThatThrownBy(() -> direct(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void throttledRequestsAreRetried() {
        throttleOnce();

        direct(10, 90, 0);

        assertThat(await(director().shares(APPLICATION))).isEqualTo(Map.of("dc1", 10, "aws1", 90, "az1", 0));
    }

    @Test
    void aLocationThatTheServiceDoesNotHaveIsNamed() {
        assertThatThrownBy(() -> await(
                        director().direct(APPLICATION, List.of(new TrafficTarget("mars1", "lb.mars1.test", 443, 100)))))
                .isInstanceOfSatisfying(FarspanException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ProblemCode.TRAFFIC_UNREACHABLE);
                    assertThat(failure.problem().detail()).contains("mars1");
                });
    }

    @Test
    void aServiceThatDoesNotAnswerIsSaidToBeUnreachable() {
        try (TrafficDirector director = unreachable()) {
            assertThatThrownBy(() -> await(director.shares(APPLICATION)))
                    .isInstanceOfSatisfying(FarspanException.class, failure -> assertThat(failure.code())
                            .isEqualTo(ProblemCode.TRAFFIC_UNREACHABLE));
        }
    }

    private void direct(int dc1, int aws1, int az1) {
        await(director()
                .direct(
                        APPLICATION,
                        List.of(
                                new TrafficTarget("dc1", "lb.dc1.test", 443, dc1),
                                new TrafficTarget("aws1", "lb.aws1.test", 443, aws1),
                                new TrafficTarget("az1", "lb.az1.test", 443, az1))));
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(LIMIT);
    }
}
