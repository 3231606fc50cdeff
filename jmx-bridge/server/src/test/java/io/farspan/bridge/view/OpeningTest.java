package io.farspan.bridge.view;

import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.management.ObjectName;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OpeningTest {

    private static final ObjectName MEMORY = FirstReads.name("java.lang:type=Memory");
    private static final long SECOND = 1_000_000_000L;

    private final Opening opening = new Opening();

    @Test
    void theFirstToolIsNotKnown() {
        assertThat(opening.begin(0)).isEmpty();
    }

    @Test
    void whatOneToolAskedIsExpectedOfTheNext() {
        // given
        opening.begin(0);
        opening.read(MEMORY, List.of("Verbose"), 1);
        opening.read(MEMORY, List.of("HeapMemoryUsage"), 2);
        opening.names(3);
        opening.threads(4);
        opening.listened(MEMORY, 5);

        // then
        assertThat(opening.begin(60 * SECOND))
                .contains(new Opening.Asked(
                        Map.of(MEMORY, Set.of("Verbose", "HeapMemoryUsage")), true, true, Set.of(MEMORY)));
    }

    @Test
    void whatAToolAsksLaterIsNotPartOfItsOpening() {
        // given
        opening.begin(0);
        opening.read(MEMORY, List.of("Verbose"), 3 * SECOND);
        opening.names(3 * SECOND);
        opening.threads(3 * SECOND);
        opening.listened(MEMORY, 3 * SECOND);

        // then
        assertThat(opening.begin(4 * SECOND)).contains(new Opening.Asked(Map.of(), false, false, Set.of()));
    }

    @Test
    void aToolThatAsksNothingMakesNothingExpected() {
        opening.begin(0);
        opening.read(MEMORY, List.of("Verbose"), 1);
        opening.begin(10 * SECOND);
        assertThat(opening.begin(20 * SECOND).orElseThrow().attributes()).isEmpty();
    }

    @Test
    void anAttributeThatIsTooLargeIsNotExpected() {
        opening.begin(0);
        opening.read(MEMORY, List.of("Verbose", "HeapMemoryUsage"), 1);
        opening.drop(MEMORY, "Verbose");
        assertThat(opening.begin(SECOND).orElseThrow().attributes())
                .isEqualTo(Map.of(MEMORY, Set.of("HeapMemoryUsage")));
    }
}
