package io.farspan.home.duty;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The health check of a periodic loop. */
class StalledLoopHealthTest {

    private final List<String> still = new ArrayList<>();
    private final StalledLoopHealth health = new StalledLoopHealth("lease", () -> still) {};

    @Test
    void itFailsWhileTheLoopStallsAndNamesTheApplications() {
        assertThat(health.call().getStatus()).isEqualTo(Status.UP);

        still.addAll(List.of("kafka", "shop"));
        assertThat(health.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.call().getData().orElseThrow()).containsEntry("stalled", "kafka,shop");
    }
}
