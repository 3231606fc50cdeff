package io.farspan.home.duty;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a platform is told of a loop. */
class StandstillHealthTest {

    private final List<String> still = new ArrayList<>();
    private final StandstillHealth health = new StandstillHealth("lease", () -> still) {};

    @Test
    void itIsRedWhileTheLoopStandsStillAndSaysForWhom() {
        assertThat(health.call().getStatus()).isEqualTo(Status.UP);

        still.addAll(List.of("kafka", "shop"));
        assertThat(health.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.call().getData().orElseThrow()).containsEntry("standing still", "kafka,shop");
    }
}
