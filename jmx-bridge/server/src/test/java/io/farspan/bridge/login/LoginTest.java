package io.farspan.bridge.login;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.bridge.DirectAgentPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LoginTest {

    @TempDir
    private Path folder;

    private Instant now = Instant.EPOCH;

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    };

    private final Login onlyRight = (user, password) -> {
        if (!password.equals("right")) {
            throw new SecurityException("wrong");
        }
        return new Login.Session(user, new DirectAgentPort());
    };

    @Test
    void anAddressThatSentTooManyWrongPasswordsForAUserIsNotListenedToForAWhile() {
        Throttle throttle = new Throttle(clock);
        for (int attempt = 0; attempt < Throttle.MOST; attempt++) {
            assertThatThrownBy(() -> throttle.login(onlyRight, "10.0.0.1", "ann", "guess"))
                    .hasMessage("wrong");
        }
        assertThatThrownBy(() -> throttle.login(onlyRight, "10.0.0.1", "ann", "right"))
                .hasMessageContaining("Too many wrong passwords");
        assertThat(throttle.login(onlyRight, "10.0.0.2", "ann", "right").person())
                .isEqualTo("ann");
        assertThat(throttle.login(onlyRight, "10.0.0.1", "bob", "right").person())
                .isEqualTo("bob");
        now = now.plus(Duration.ofSeconds(61));
        assertThat(throttle.login(onlyRight, "10.0.0.1", "ann", "right").person())
                .isEqualTo("ann");
    }

    @Test
    void eachFurtherWrongPasswordCostsTwiceTheWaitUpToFiveMinutes() {
        Throttle throttle = new Throttle(clock);
        guess(throttle, Throttle.MOST, "10.0.0.1", "ann");
        for (long wait : new long[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
            assertThatThrownBy(() -> throttle.login(onlyRight, "10.0.0.1", "ann", "right"))
                    .hasMessageContaining("wait " + wait + " s");
            now = now.plusSeconds(wait).minusMillis(1);
            assertThatThrownBy(() -> throttle.check("10.0.0.1", "ann")).isInstanceOf(Throttled.class);
            now = now.plusMillis(1);
            guess(throttle, 1, "10.0.0.1", "ann");
        }
        now = now.plus(Duration.ofMinutes(16));
        guess(throttle, Throttle.MOST, "10.0.0.1", "ann");
    }

    @Test
    void guessesThatAreSentAtOnceGainNothing() {
        Throttle throttle = new Throttle(clock);
        List<Throttle.LoginAttempt> underWay = new ArrayList<>();
        for (int attempt = 0; attempt < Throttle.MOST; attempt++) {
            underWay.add(throttle.admit("10.0.0.1", "ann"));
        }
        assertThatThrownBy(() -> throttle.admit("10.0.0.1", "ann")).isInstanceOf(Throttled.class);
        underWay.remove(0).close();
        underWay.add(throttle.admit("10.0.0.1", "ann"));
        underWay.forEach(Throttle.LoginAttempt::failed);
        assertThatThrownBy(() -> throttle.check("10.0.0.1", "ann")).hasMessageContaining("wait 1 s");

        now = now.plusSeconds(1);
        Throttle.LoginAttempt next = throttle.admit("10.0.0.1", "ann");
        assertThatThrownBy(() -> throttle.admit("10.0.0.1", "ann")).isInstanceOf(Throttled.class);
        next.failed();
        assertThatThrownBy(() -> throttle.check("10.0.0.1", "ann")).hasMessageContaining("wait 2 s");
    }

    @Test
    void anAddressThatTriesOneUserAfterTheOtherWaitsTooAndWhoGotInFromThereDoesNot() {
        Throttle throttle = new Throttle(clock);
        throttle.login(onlyRight, "10.0.0.1", "bob", "right");
        for (int user = 0; user < Throttle.MOST_OF_ADDRESS; user++) {
            guess(throttle, 1, "10.0.0.1", "user" + user);
        }
        assertThatThrownBy(() -> throttle.login(onlyRight, "10.0.0.1", "ann", "right"))
                .hasMessageContaining("Too many wrong passwords");
        assertThat(throttle.login(onlyRight, "10.0.0.1", "bob", "right").person())
                .isEqualTo("bob");
        assertThat(throttle.login(onlyRight, "10.0.0.2", "ann", "right").person())
                .isEqualTo("ann");
    }

    @Test
    void guessingFromManyAddressesIsSlowedAndLocksTheUserOutForSecondsOnly() {
        Throttle throttle = new Throttle(clock);
        throttle.login(onlyRight, "10.0.0.1", "ann", "right");
        for (int address = 0; address < Throttle.MOST_OF_USER; address++) {
            guess(throttle, 1, "10.1.0." + address, "ann");
        }
        for (int address = 0; address < 10; address++) {
            String another = "10.2.0." + address;
            assertThatThrownBy(() -> throttle.login(onlyRight, another, "ann", "right"))
                    .hasMessageContaining("Too many");
            assertThat(throttle.login(onlyRight, "10.0.0.1", "ann", "right").person())
                    .isEqualTo("ann");
            now = now.plusSeconds(10);
            guess(throttle, 1, another, "ann");
        }
        now = now.plusSeconds(10);
        assertThat(throttle.login(onlyRight, "10.3.0.1", "ann", "right").person())
                .isEqualTo("ann");
    }

    @Test
    void aMachineHasAllAddressesOfItsSlash64() {
        Throttle throttle = new Throttle(clock);
        for (int address = 1; address <= Throttle.MOST; address++) {
            guess(throttle, 1, "2001:db8:0:1::" + address, "ann");
        }
        assertThatThrownBy(() -> throttle.check("2001:db8:0:1:ffff::1%eth0", "ann"))
                .isInstanceOf(Throttled.class);
        throttle.check("2001:db8:0:2::1", "ann");
    }

    @Test
    void everyAttemptIsTold() {
        List<String> told = new ArrayList<>();
        Throttle throttle =
                new Throttle(clock, (address, user, result) -> told.add(address + " " + user + " " + result));
        throttle.login(onlyRight, "10.0.0.1", "ann", "right");
        guess(throttle, Throttle.MOST, "10.0.0.1", "ann");
        assertThatThrownBy(() -> throttle.login(onlyRight, "10.0.0.1", "ann", "right"))
                .isExactlyInstanceOf(SecurityException.class);
        assertThat(told)
                .startsWith("10.0.0.1 ann ACCEPTED", "10.0.0.1 ann REFUSED")
                .endsWith("10.0.0.1 ann THROTTLED");
        assertThat(told).hasSize(Throttle.MOST + 2);
    }

    private void guess(Throttle throttle, int times, String address, String user) {
        for (int attempt = 0; attempt < times; attempt++) {
            assertThatThrownBy(() -> throttle.login(onlyRight, address, user, "guess"))
                    .hasMessage("wrong");
        }
    }

    @Test
    void aPasswordFileLetsInWhoIsInIt() throws IOException {
        Path file = folder.resolve("passwords");
        Files.writeString(file, "# tools\nann secret\n\nbob  other\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        PasswordFile login = PasswordFile.read(file, new DirectAgentPort());
        assertThat(login.login("bob", "other").person()).isEqualTo("bob");
        assertThatThrownBy(() -> login.login("bob", "secret")).isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> login.login("eve", "")).isInstanceOf(SecurityException.class);
    }

    @Test
    void aPasswordFileThatOthersCanReadIsRefused() throws IOException {
        Path file = folder.resolve("passwords");
        Files.writeString(file, "ann secret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> PasswordFile.read(file, new DirectAgentPort())).hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "ann\n");
        assertThatThrownBy(() -> PasswordFile.read(file, new DirectAgentPort()))
                .hasMessageContaining("a name and a password");
    }
}
