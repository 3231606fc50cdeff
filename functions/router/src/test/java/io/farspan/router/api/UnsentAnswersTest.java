package io.farspan.router.api;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How much may lie in memory for clients that do not read. */
class UnsentAnswersTest {

    private static final long MOST = 8 << 20;

    private final UnsentAnswers unsent = new UnsentAnswers(MOST);

    @Test
    void oneCallerHasHalfAndOthersTheRest() {
        assertThat(unsent.open("ann").take(MOST / 2)).isTrue();
        UnsentAnswers.Share second = unsent.open("ann");
        assertThat(second.take(MOST / 4)).isFalse();
        assertThat(second.why()).contains("ann", "Read them first");
        assertThat(unsent.open("bob").take(MOST / 4)).isTrue();
    }

    @Test
    void allTogetherHaveTheWhole() {
        assertThat(unsent.open("ann").take(MOST / 2)).isTrue();
        assertThat(unsent.open("bob").take(MOST / 4)).isTrue();
        assertThat(unsent.open("bob").take(MOST / 4)).isTrue();
        assertThat(unsent.open("cid").take(1 << 20)).as("the first of a caller").isTrue();
        assertThat(unsent.open("cid").take(1 << 20)).isFalse();
    }

    @Test
    void whatIsSmallIsAlwaysTaken() {
        assertThat(unsent.open("ann").take(MOST)).isTrue();
        assertThat(unsent.open("ann").take(1_000)).isTrue();
    }

    @Test
    void whatIsSentMakesRoom() {
        UnsentAnswers.Share first = unsent.open("ann");
        assertThat(first.take(MOST / 2)).isTrue();
        first.resize(MOST / 16); // coded
        UnsentAnswers.Share second = unsent.open("ann");
        assertThat(second.take(MOST / 4)).isTrue();
        assertThat(unsent.open("ann").take(MOST / 4)).isFalse();
        first.resize(0);
        second.resize(0);
        first.resize(0);
        unsent.open("ann").take(1 << 20);
        assertThat(unsent.open("ann").take(MOST / 4)).isTrue();
    }

    @Test
    void anAnswerThatNobodyTakesAnyMoreTakesNoRoom() {
        UnsentAnswers.Share gone = unsent.open("ann");
        gone.resize(0);
        assertThat(gone.take(MOST / 2)).isTrue();
        assertThat(unsent.open("ann").take(MOST / 2)).isTrue();
    }
}
