package io.farspan.diagnosis;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A pool of eight threads read every 300 ms, with four requests a second unless a test says otherwise. */
class RequestPoolTest {

    private static final int SIZE = 8;
    private static final long LOOK_MILLIS = 300;

    private final RequestPool pool = new RequestPool();
    private long now = 1_000_000_000L;
    private double served = 100;
    private double errors;
    private double time;
    private double probes;
    private double probesPerSecond;
    private boolean addsTimeUp;
    private Optional<String> wrong = Optional.empty();

    @Test
    void nothingIsWrongWhileRequestsAreServedAsUsual() {
        pass(60, 4, 0, 10);

        assertThat(wrong).isEmpty();
    }

    @Test
    void requestsThatTakeMuchLongerThanUsualAreReported() {
        pass(20, 4, 0, 10);

        pass(6, 4, 0, 600);

        assertThat(wrong).get().asString().contains("requests take", "used to take", "shop:type=RequestPool");
    }

    @Test
    void aPoolsOwnTotalOfRequestTimesIsUsed() {
        addsTimeUp = true;
        pass(20, 4, 0, 10);

        pass(6, 4, 0, 600);

        assertThat(wrong).get().asString().contains("requests take");
    }

    @Test
    void aPoolThatWasAlwaysSlowIsNotDegraded() {
        pass(60, 4, 0, 900);

        assertThat(wrong).isEmpty();
    }

    @Test
    void onePauseIsNotSlowness() {
        pass(20, 4, 0, 10);
        // when: nothing is served for 0.9 s, then the queued requests are
        for (int look = 0; look < 3; look++) {
            look(0, 0, look + 1);
        }
        look(4, 0, 0);
        pass(6, 4, 0, 10);

        assertThat(wrong).isEmpty();
    }

    @Test
    void fewRequestsAreNotEnoughForAVerdict() {
        pass(60, 0.2, 0, 10);

        pass(3, 0.2, 0, 3_000);

        assertThat(wrong).isEmpty();
    }

    @Test
    void aFifthOfTheRequestsFailing() {
        pass(20, 4, 0, 10);

        pass(6, 4, 0.25, 10);

        assertThat(wrong).get().asString().contains("requests failed in the application");
    }

    @Test
    void aThirdOfTheRequestsFailingIsReportedWithinThreeSecondsByAPoolThatNeverFailed() {
        pass(60, 4, 0, 10);

        pass(3, 4, 0.35, 10);

        assertThat(wrong).get().asString().contains("requests failed in the application");
    }

    @Test
    void aThirdOfTheRequestsFailingIsReportedHoweverManyProbesAreServedBetween() {
        probesPerSecond = 12;
        pass(60, 16, 0, 10);

        pass(6, 16, 0.35 * 4 / 16, 10);

        assertThat(wrong).get().asString().contains("requests failed in the application");
    }

    @Test
    void probesThatAnotherPoolServesAreNotLeftOut() {
        probesPerSecond = 40;
        pass(60, 20, 0, 10);

        pass(6, 20, 0.05, 10);

        assertThat(wrong).isEmpty();
    }

    @Test
    void fourOfEightRequestsFailingAreReportedByAPoolThatNeverFailed() {
        pass(300, 4, 0, 10);

        pass(1, 4, 1, 10);

        assertThat(wrong).get().asString().contains("requests failed in the application within 2 s");
    }

    @Test
    void threeRequestsThatFailTogetherNowAndThenAreNotReported() {
        for (int i = 0; i < 40; i++) {
            pass(11, 4, 0, 10);
            pass(1, 4, 0.75, 10);

            assertThat(wrong).isEmpty();
        }
    }

    @Test
    void twoFailuresAreNotEnoughForAVerdict() {
        pass(60, 4, 0, 10);

        look(2, 2, 0);
        pass(6, 1, 0, 10);

        assertThat(wrong).isEmpty();
    }

    @Test
    void theUsualErrorShareIsNotDegradedAndAMuchHigherOneIs() {
        pass(1_200, 4, 0.15, 10);
        assertThat(wrong).isEmpty();

        pass(12, 4, 0.3, 10);
        assertThat(wrong).as("twice as many").isEmpty();

        pass(12, 4, 0.6, 10);
        assertThat(wrong).get().asString().contains("% used to");
    }

    @Test
    void allThreadsBusyAndNothingServed() {
        pass(20, 4, 0, 10);

        for (int look = 0; look < 7; look++) {
            look(0, 0, SIZE);
        }

        assertThat(wrong).get().asString().contains("all 8 request threads are busy");
    }

    @Test
    void aPoolWhoseCountersWereResetIsNotComparedWithItsPast() {
        pass(20, 4, 0, 10);
        served = 0;

        pass(6, 4, 0, 10);

        assertThat(wrong).isEmpty();
    }

    /** Simulates some seconds at a rate of requests, of which a share fails, with a time per request. */
    private void pass(int seconds, double rate, double failing, double millis) {
        double busy = 0;
        for (long passed = 0; passed < seconds * 1_000L; passed += LOOK_MILLIS) {
            double more = rate * LOOK_MILLIS / 1_000;
            time += more * millis;
            // Only whole threads count; the remainder is carried over to the next reading.
            busy += rate * millis / 1_000;
            int seen = (int) Math.min(SIZE, busy);
            busy -= seen;
            look(more, more * failing, seen);
        }
    }

    private void look(double more, double failed, int active) {
        now += LOOK_MILLIS * 1_000_000;
        served += more;
        errors += failed;
        probes += probesPerSecond * LOOK_MILLIS / 1_000;
        wrong = pool.take(
                now,
                new Indicators.Count(
                        "shop:type=RequestPool",
                        (long) served,
                        (long) errors,
                        active,
                        SIZE,
                        addsTimeUp ? (long) time : -1),
                (long) probes);
    }
}
