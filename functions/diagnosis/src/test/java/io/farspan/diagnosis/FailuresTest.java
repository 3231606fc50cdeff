package io.farspan.diagnosis;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FailuresTest {

    @Test
    void theSameFailuresAreUnlikelyForAPoolThatNeverFailsAndLikelyForOneThatOftenDoes() {
        // given
        Failures some = failures(12, 4);

        // then: the binomial tail is 4.9e-10, 4.6e-6 and 0.026, and Chernoff's bound of the second is 1.9e-5
        assertThat(some.areUnlikely(0)).isTrue();
        assertThat(some.areUnlikely(0.01)).isFalse();
        assertThat(some.areUnlikely(0.1)).isFalse();
        assertThat(failures(12, 12).areUnlikely(0.1)).isTrue();
        assertThat(failures(12, 12).areUnlikely(1)).isFalse();
    }

    @Test
    void theLargestCountsAreJudgedToo() {
        assertThat(failures(1_000_000, 250_000).areUnlikely(0.2)).isTrue();
        assertThat(failures(1_000_000, 150_000).areUnlikely(0.2)).isFalse();
    }

    private static Failures failures(long served, long errors) {
        return new Failures(0, served, errors, "shop:type=RequestPool");
    }
}
