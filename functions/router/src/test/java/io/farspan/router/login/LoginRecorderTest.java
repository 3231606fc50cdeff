package io.farspan.router.login;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import io.farspan.bridge.login.Throttle.Result;
import io.farspan.home.ledger.LedgerEntry;
import io.farspan.testkit.clock.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

class LoginRecorderTest {

    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final List<LedgerEntry> ledger = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LoginRecorder recorder = new LoginRecorder(
            clock,
            new Users(new SmallRyeConfigBuilder()
                    .withSources(new PropertiesConfigSource(
                            Map.of("farspan.users.ann", Bcrypt.line("right", 4)), "test", 100))
                    .build()),
            "dc1",
            meters,
            ledger::add);

    @Test
    void aThousandWrongPasswordsAreTwoEntriesWithACount() {
        for (int i = 0; i < 5; i++) {
            recorder.tried("10.0.0.1", "ann", Result.REFUSED);
        }
        for (int i = 0; i < 995; i++) {
            recorder.tried("10.0.0.1", "ann", Result.THROTTLED);
        }
        recorder.sweep();
        assertThat(ledger).hasSize(1);
        assertThat(ledger.get(0).application()).isEqualTo("_farspan");
        assertThat(ledger.get(0).kind()).isEqualTo("login");
        assertThat(ledger.get(0).who()).isEqualTo("ann");
        assertThat(ledger.get(0).what()).isEqualTo("was not let in from 10.0.0.1");

        clock.advance(Duration.ofSeconds(60));
        recorder.sweep();
        assertThat(ledger).hasSize(2);
        assertThat(ledger.get(1).evidence()).contains("wrong passwords: 4", "not checked: 995");

        clock.advance(Duration.ofSeconds(60));
        recorder.sweep();
        assertThat(ledger).hasSize(2);
        assertThat(meters.counter("farspan.logins", "result", "refused").count())
                .isEqualTo(5);
        assertThat(meters.counter("farspan.logins", "result", "throttled").count())
                .isEqualTo(995);
        assertThat(meters.counter("farspan.logins", "result", "accepted").count())
                .isZero();
    }

    @Test
    void guessesFromTenThousandAddressesDoNotFillTheLedger() {
        for (int i = 0; i < 10_000; i++) {
            recorder.tried("10.0." + i / 256 + "." + i % 256, "ann", Result.REFUSED);
        }
        clock.advance(Duration.ofSeconds(60));
        recorder.sweep();
        assertThat(ledger).hasSize(LoginRecorder.MOST_A_MINUTE + 1);
        assertThat(ledger.get(LoginRecorder.MOST_A_MINUTE).evidence())
                .contains("wrong passwords: " + (10_000 - LoginRecorder.MOST_A_MINUTE));
    }

    @Test
    void anUnknownNameIsNotRecorded() {
        recorder.tried("10.0.0.1", "my-secret-passphrase", Result.REFUSED);
        assertThat(ledger.get(0).who()).isEqualTo("unknown");
        assertThat(ledger.toString()).doesNotContain("passphrase");
    }

    @Test
    void remainingCountsAreWrittenOnClose() {
        recorder.tried("10.0.0.1", "ann", Result.REFUSED);
        recorder.tried("10.0.0.1", "ann", Result.REFUSED);
        recorder.close();
        assertThat(ledger).hasSize(2);
    }
}
