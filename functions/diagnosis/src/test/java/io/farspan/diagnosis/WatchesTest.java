package io.farspan.diagnosis;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WatchesTest {

    private final List<String> begun = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();

    @Test
    void whatWasUsedLeastGivesWayToTheNext() {
        // given
        Watches<String> watches = watches(3);
        List.of("a", "b", "c").forEach(watches::of);
        watches.of("a");

        // when
        assertThat(watches.of("d")).contains("d");

        // then
        assertThat(ended).containsExactly("b");
        assertThat(watches.known("b")).isEmpty();
        assertThat(watches.known("a")).contains("a");
    }

    @Test
    void lookingAtAWatchIsNoUseOfIt() {
        Watches<String> watches = watches(2);
        List.of("a", "b").forEach(watches::of);

        watches.known("a");
        watches.of("c");

        assertThat(ended).containsExactly("a");
    }

    @Test
    void aManagedApplicationsWatchNeverEnds() {
        // given
        Watches<String> watches = watches(2);
        watches.of("managed");

        // when
        for (int other = 0; other < 500; other++) {
            watches.of("other-" + other);
        }

        // then
        assertThat(watches.known("managed")).contains("managed");
        assertThat(begun).doesNotHaveDuplicates();
        assertThat(ended).hasSize(498).doesNotContain("managed");
    }

    @Test
    void aManagedApplicationIsWatchedEvenWhereThereIsNoRoom() {
        Watches<String> watches = watches(0);

        assertThat(watches.of("other")).isEmpty();
        assertThat(watches.of("managed")).contains("managed");
        assertThat(ended).isEmpty();
    }

    private Watches<String> watches(int most) {
        return new Watches<>(
                most,
                application -> application.startsWith("managed"),
                application -> {
                    begun.add(application);
                    return application;
                },
                ended::add);
    }
}
