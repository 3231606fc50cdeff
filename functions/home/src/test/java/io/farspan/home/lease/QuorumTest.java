package io.farspan.home.lease;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether witnesses agree that home is gone. */
class QuorumTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # functions | answering | of those without home | agrees
                    3 | 3 | 3 | true
                    3 | 2 | 2 | true
                    3 | 3 | 1 | false
                    3 | 2 | 1 | false
                    3 | 1 | 1 | false
                    2 | 1 | 1 | true
                    2 | 2 | 1 | false
                    1 | 1 | 1 | true
                    2 | 0 | 0 | false
                    0 | 0 | 0 | false
                    """)
    void halfOfTheFunctionsMustAnswerAndMostOfThemMustMissHome(
            int functions, int answering, int missing, boolean agrees) {
        assertThat(new Quorum(functions, answering, missing, List.of()).agrees())
                .isEqualTo(agrees);
    }
}
