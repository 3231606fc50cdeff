package io.farspan.agent.point.hit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DurationsTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, 4, 5, 7, 8, 100, 1_000, 123_456_789, Long.MAX_VALUE})
    void eachDurationIsInABucketThatEndsAtMostAQuarterLater(long duration) {
        // when
        int bucket = Durations.bucket(duration);

        // then
        assertThat(bucket).isBetween(0, 255);
        assertThat(Durations.end(bucket)).isGreaterThanOrEqualTo(duration);
        assertThat(Durations.end(bucket) - duration).isLessThanOrEqualTo(duration / 4);
        assertThat(bucket == 0 || Durations.end(bucket - 1) < duration).isTrue();
    }

    @Test
    void percentilesAreNearTheTruth() {
        // given
        Durations durations = new Durations();

        // when
        for (int i = 1; i <= 1_000; i++) {
            durations.add(i);
        }
        durations.add(-1);

        // then
        assertThat(durations.count()).isEqualTo(1_001);
        assertThat(durations.mean()).isEqualTo(500);
        assertThat(durations.longest()).isEqualTo(1_000);
        assertThat(durations.percentile(0.5)).isBetween(500L, 625L);
        assertThat(durations.percentile(0.99)).isBetween(990L, 1_000L);
        assertThat(new Durations().percentile(0.5)).isZero();
    }
}
