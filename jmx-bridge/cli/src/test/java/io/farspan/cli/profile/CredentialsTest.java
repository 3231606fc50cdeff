package io.farspan.cli.profile;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.output.Terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Passwords that a program prints. */
class CredentialsTest {

    @TempDir
    private Path folder;

    private String password(String program, Duration limit) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Surroundings surroundings = new Surroundings(
                new Terminal(nowhere, nowhere, false, false, false, Optional.empty()),
                Map.of(),
                folder,
                time -> false,
                Clock.systemUTC(),
                System::nanoTime);
        Settings settings = Settings.of(surroundings, Optional.empty(), Map.of("password-command", program));
        return new Credentials(surroundings, settings, limit).password("me");
    }

    @Test
    void thePasswordIsTheFirstLineOfALongAnswer() {
        assertThat(password("echo one; seq 100000", Duration.ofSeconds(60))).isEqualTo("one");
    }

    @Test
    @Timeout(60)
    void whatAProgramHasStartedMayHoldItsOutputOpen() {
        assertThat(password("sleep 20 & echo one", Duration.ofSeconds(60))).isEqualTo("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep 20", "echo one; sleep 20"})
    @Timeout(60)
    void aProgramThatDoesNotEndIsNotWaitedForForEver(String program) {
        assertThatThrownBy(() -> password(program, Duration.ofMillis(200)))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("Run it by itself to see why: " + program);
    }
}
