package io.farspan.bridge.view;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.IntStream;

import javax.management.ObjectName;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MBeanWalkTest {

    private static final long MILLI = 1_000_000;
    private static final Set<String> ALL = Set.of("A", "B");

    private final MBeanWalk walk = new MBeanWalk();

    @Test
    void aToolThatReadsMBeanAfterMBeanIsNoticedAtTheThird() {
        // given
        walk.begin();
        walk.list(names(1, 10));

        // when
        walk.step(name(1), ALL, true, 1 * MILLI);
        walk.step(name(2), ALL, true, 2 * MILLI);
        Set<ObjectName> afterTwo = walk.ahead();
        walk.step(name(3), ALL, true, 3 * MILLI);

        // then
        assertThat(afterTwo).isEmpty();
        assertThat(walk.ahead()).isEqualTo(names(4, 10));
    }

    @Test
    void aPersonWhoClicksThroughMBeansIsNot() {
        // given
        walk.begin();
        walk.list(names(1, 10));

        // when
        IntStream.rangeClosed(1, 9).forEach(number -> walk.step(name(number), ALL, true, number * 1_500 * MILLI));

        // then
        assertThat(walk.ahead()).isEmpty();
    }

    @Test
    void aToolThatReadsTheSameOrSingleAttributesIsNot() {
        // given
        walk.begin();
        walk.list(names(1, 10));

        // when
        IntStream.rangeClosed(1, 9).forEach(number -> {
            walk.step(name(1), ALL, true, number * MILLI);
            walk.step(name(number), Set.of("A"), false, number * MILLI);
        });

        // then
        assertThat(walk.ahead()).isEmpty();
    }

    @Test
    void whatWasReadAfterOneListingIsExpectedAfterTheNext() {
        // given
        walk.begin();
        walk.list(names(1, 4));
        IntStream.rangeClosed(1, 4).forEach(number -> walk.step(name(number), ALL, true, number * MILLI));

        // when, then
        assertThat(walk.begin().keySet()).isEqualTo(names(1, 4));

        // when the tool does not come back to them
        walk.list(names(1, 4));
        walk.step(name(1), ALL, true, 10 * MILLI);

        // then
        assertThat(walk.begin()).isEmpty();
    }

    @Test
    void severalListingsBeforeTheFirstReadAreOne() {
        // given
        walk.begin();
        walk.list(names(1, 2));
        walk.begin();
        walk.list(names(3, 5));

        // when
        IntStream.rangeClosed(1, 3).forEach(number -> walk.step(name(number), ALL, true, number * MILLI));

        // then
        assertThat(walk.ahead()).isEqualTo(names(4, 5));
    }

    private static Set<ObjectName> names(int from, int to) {
        Set<ObjectName> names = new LinkedHashSet<>();
        IntStream.rangeClosed(from, to).forEach(number -> names.add(name(number)));
        return names;
    }

    private static ObjectName name(int number) {
        return FirstReads.name("a:n=" + number);
    }
}
