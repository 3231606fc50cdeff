package io.farspan.home.duty;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DutyFailuresTest {

    private final DutyFailures failures = new DutyFailures("reading the policy");

    @Test
    void eachChangeIsLoggedInOneLine() {
        assertThat(failures.worked()).isEmpty();
        assertThat(failures.failed("no such file")).contains("reading the policy fails: no such file");
        assertThat(failures.failed("no such file")).isEmpty();
        assertThat(failures.failed("line 3")).contains("reading the policy fails: line 3");
        assertThat(failures.count()).isEqualTo(3);
        assertThat(failures.worked()).contains("reading the policy works again after 3 failures");
        assertThat(failures.worked()).isEmpty();
        assertThat(failures.failed("line 3")).isPresent();
    }
}
