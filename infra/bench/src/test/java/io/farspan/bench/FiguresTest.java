package io.farspan.bench;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FiguresTest {

    @Test
    void theLastLinesAreFiguresAndWhatStandsBeforeIsNot() {
        // given
        List<String> output = List.of("early=1", "a table of  n=3  p50= 1.2 ms", "n=5", "p50_ms=1.5", "p50_ms@rmi=2.5");

        // when
        Figures figures = Figures.parse(output);

        // then
        assertThat(figures.names()).containsExactly("p50_ms");
        assertThat(figures.times()).isEqualTo("5");
        assertThat(figures.peers("p50_ms")).containsExactly("rmi 2.5");
    }

    @Test
    void severalFiguresMayStandInOneLine() {
        assertThat(Figures.parse(List.of("macro_f1=0.991 p95_ms=3100 wrong_shifts=0"))
                        .names())
                .containsExactly("macro_f1", "p95_ms", "wrong_shifts");
    }

    @Test
    void anOutputThatEndsWithWordsHasNoFigures() {
        assertThat(Figures.parse(List.of("p50_ms=1", "java.io.IOException: no")).values())
                .isEmpty();
    }
}
