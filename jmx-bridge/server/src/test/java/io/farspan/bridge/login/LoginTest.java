package io.farspan.bridge.login;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.bridge.AgentPort;

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
        return new Login.Session(user, new AgentPort());
    };

    @Test
    void tooManyWrongPasswordsAreNotListenedToForAMinute() {
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
    void aPasswordFileLetsInWhoIsInIt() throws IOException {
        Path file = folder.resolve("passwords");
        Files.writeString(file, "# tools\nann secret\n\nbob  other\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        PasswordFile login = PasswordFile.read(file, new AgentPort());
        assertThat(login.login("bob", "other").person()).isEqualTo("bob");
        assertThatThrownBy(() -> login.login("bob", "secret")).isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> login.login("eve", "")).isInstanceOf(SecurityException.class);
    }

    @Test
    void aPasswordFileThatOthersCanReadIsRefused() throws IOException {
        Path file = folder.resolve("passwords");
        Files.writeString(file, "ann secret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> PasswordFile.read(file, new AgentPort())).hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "ann\n");
        assertThatThrownBy(() -> PasswordFile.read(file, new AgentPort()))
                .hasMessageContaining("a name and a password");
    }
}
