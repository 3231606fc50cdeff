package io.farspan.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.problem.Stage;

import static org.assertj.core.api.Assertions.assertThat;

class LinkQualityTest {

    private static final long STEP = 20_000_000;

    @Test
    void theIntervalIsWilsons() {
        // Newcombe, Statistics in Medicine 17 (1998), table I: 15 of 148 has 0.0624 to 0.1605
        assertThat(LinkQuality.wilson(15, 148)).isEqualTo(0.0624, Offset.offset(0.0001));
        assertThat(LinkQuality.wilson(0, 50)).isZero();
    }

    @Test
    void separateLateAnswersAreLosses() {
        List<EdgeLog.Sample> samples = steady();
        for (int i = 0; i < 50; i += 10) {
            samples.set(i, sample(i, 215));
        }

        assertThat(LinkQuality.of(samples).lost()).isEqualTo(5);
    }

    @Test
    void answersDelayedByOnePauseAreOneEvent() {
        // given: twelve attempts in a row that all end at the same moment
        List<EdgeLog.Sample> samples = steady();
        for (int i = 30; i < 42; i++) {
            samples.set(i, sample(i, 600 - (i - 30) * 20));
        }

        // when, then
        assertThat(LinkQuality.of(samples).lost()).isEqualTo(1);
    }

    @Test
    void aLinkThatIsAlwaysSlowLosesNothing() {
        List<EdgeLog.Sample> samples = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            samples.add(sample(i, 300 + i % 7));
        }

        LinkQuality quality = LinkQuality.of(samples);

        assertThat(quality.lost()).isZero();
        assertThat(quality.medianMs()).isBetween(300.0, 307.0);
    }

    @Test
    void aLinkThatBecomesSlowHasLostNothing() {
        List<EdgeLog.Sample> samples = steady();
        for (int i = 50; i < 75; i++) {
            samples.add(sample(i, 600));
        }

        assertThat(LinkQuality.of(samples).lost()).isZero();
        assertThat(LinkQuality.of(samples).medianMs()).isEqualTo(600);
    }

    @Test
    void lossesAreForgottenAfterManyGoodAnswers() {
        List<EdgeLog.Sample> samples = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            samples.add(sample(i, i < 30 && i % 3 == 0 ? 215 : 2));
        }

        assertThat(LinkQuality.of(samples).lost()).isZero();
    }

    @Test
    void unansweredAttemptsAreLostAndRefusedOnesAreNot() {
        List<EdgeLog.Sample> samples = steady();
        samples.set(33, failed(33, Reach.Ending.SILENT));
        samples.set(34, failed(34, Reach.Ending.REFUSED));

        assertThat(LinkQuality.of(samples).lost()).isEqualTo(1);
        assertThat(LinkQuality.of(samples).attempts()).isEqualTo(49);
    }

    private static List<EdgeLog.Sample> steady() {
        List<EdgeLog.Sample> samples = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            samples.add(sample(i, 2));
        }
        return samples;
    }

    private static EdgeLog.Sample sample(int number, double millis) {
        long started = number * STEP;
        return new EdgeLog.Sample(
                started,
                started + (long) (millis * 1e6),
                Reach.Ending.REACHED,
                Optional.empty(),
                millis,
                Optional.empty());
    }

    private static EdgeLog.Sample failed(int number, Reach.Ending ending) {
        long started = number * STEP;
        return new EdgeLog.Sample(
                started, started + 1_000_000_000, ending, Optional.of(Stage.TCP), 1_000, Optional.empty());
    }
}
