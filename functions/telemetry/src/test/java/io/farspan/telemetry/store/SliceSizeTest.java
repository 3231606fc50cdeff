package io.farspan.telemetry.store;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SliceSizeTest {

    private final SliceSize size = new SliceSize();

    @Test
    void quickSlicesGrowAndSlowOnesShrink() {
        size.took(1);
        assertThat(size.records()).isEqualTo(4 * SliceSize.FIRST);

        size.took(TimeUnit.MILLISECONDS.toNanos(600));
        assertThat(size.records()).isEqualTo(2 * SliceSize.FIRST);

        size.took(TimeUnit.HOURS.toNanos(1));
        assertThat(size.records()).isEqualTo(SliceSize.FIRST / 2);
    }

    @Test
    void aSliceHasItsBounds() {
        for (int slice = 0; slice < 10; slice++) {
            size.took(0);
        }
        assertThat(size.records()).isEqualTo(SliceSize.MOST);

        for (int slice = 0; slice < 10; slice++) {
            size.gaveUp();
        }
        assertThat(size.records()).isEqualTo(SliceSize.LEAST);
    }

    @Test
    void onlyTheSmallestSliceMayTakeAllThatIsLeft() {
        assertThat(size.limitMillis(8_000)).isEqualTo(2_000);
        assertThat(size.limitMillis(500)).isEqualTo(500);

        size.gaveUp();
        size.gaveUp();
        assertThat(size.limitMillis(8_000)).isEqualTo(8_000);
    }

    @Test
    void everythingAtOnceBecomesSlicesWhenItTakesTooLong() {
        SliceSize whole = SliceSize.whole();
        assertThat(whole.ends()).isFalse();

        whole.gaveUp();
        assertThat(whole.ends()).isTrue();
        assertThat(whole.records()).isEqualTo(SliceSize.MOST);
    }
}
