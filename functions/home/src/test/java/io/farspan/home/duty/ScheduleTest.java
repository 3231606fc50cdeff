package io.farspan.home.duty;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ScheduleTest {

    @Test
    void thePauseDoublesWithEachFailureUpToItsLimit() {
        Schedule schedule = Schedule.every(Duration.ofSeconds(1)).growingTo(Duration.ofSeconds(5));

        assertThat(schedule.after(0)).hasSeconds(1);
        assertThat(schedule.after(1)).hasSeconds(2);
        assertThat(schedule.after(2)).hasSeconds(4);
        assertThat(schedule.after(3)).hasSeconds(5);
        assertThat(schedule.after(Integer.MAX_VALUE)).hasSeconds(5);
    }

    @Test
    void aFixedScheduleNeverGrows() {
        assertThat(Schedule.every(Duration.ofMillis(500)).after(1_000)).hasMillis(500);
    }

    @Test
    void aZeroPauseIsRejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> Schedule.every(Duration.ZERO));
    }
}
