package io.farspan.home.duty;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TroublesTest {

    private final Troubles troubles = new Troubles("reading the policy");

    @Test
    void eachChangeIsLoggedInOneLine() {
        assertThat(troubles.worked()).isEmpty();
        assertThat(troubles.failed("no such file")).contains("reading the policy fails: no such file");
        assertThat(troubles.failed("no such file")).isEmpty();
        assertThat(troubles.failed("line 3")).contains("reading the policy fails: line 3");
        assertThat(troubles.failures()).isEqualTo(3);
        assertThat(troubles.worked()).contains("reading the policy works again after 3 failures");
        assertThat(troubles.worked()).isEmpty();
        assertThat(troubles.failed("line 3")).isPresent();
    }
}
