package io.farspan.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LineTallyTest {

    private final LineTally tally = new LineTally(100, 3);

    @Test
    void aLineThatHasNotArrivedIsLost() {
        // when
        tally.add("#100 order accepted");
        tally.add("#102 order rejected");

        // then
        assertThat(tally.lost()).isEqualTo(1);
        assertThat(tally.doubled()).isZero();
    }

    @Test
    void aLineThatArrivesThreeTimesIsDoubledTwice() {
        // when
        tally.add("#101 a");
        tally.add("#101 a");
        tally.add("#101 a");

        // then
        assertThat(tally.lost()).isEqualTo(2);
        assertThat(tally.doubled()).isEqualTo(2);
    }

    @Test
    void whatIsNumberedOtherwiseIsNoneOfThem() {
        // when
        tally.add("#99 before");
        tally.add("#103 after");
        tally.add("probe-100-of-200");
        tally.add("#");
        tally.add("#100x torn");
        tally.add("#99999999999999999999 too much");

        // then
        assertThat(tally.lost()).isEqualTo(3);
        assertThat(tally.doubled()).isZero();
    }

    @Test
    void aLineOfNothingButItsNumberCounts() {
        // when
        tally.add("#100");

        // then
        assertThat(tally.lost()).isEqualTo(2);
    }
}
