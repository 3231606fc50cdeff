package io.farspan.cli.session;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.output.Table;
import io.farspan.cli.output.Terminal;
import io.farspan.cli.profile.Surroundings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every command that asks home has in common. */
class SessionTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final Map<String, String> environment =
            new HashMap<>(Map.of("FARSPAN_HOME", "http://127.0.0.1:9", "FARSPAN_USER", "me"));

    private Session session() {
        Terminal terminal = new Terminal(
                new PrintWriter(out), new PrintWriter(new StringWriter()), true, true, false, Optional.empty());
        return new Session(
                new Surroundings(terminal, environment, folder, time -> false, Clock.systemUTC(), System::nanoTime));
    }

    @Test
    void aPasswordIsAskedForBeforeProgressIsShown() {
        // given
        environment.put("FARSPAN_PASSWORD_COMMAND", "exit 3");
        AtomicBoolean begun = new AtomicBoolean();

        // when, then
        assertThatThrownBy(() -> session().during("asking", () -> {
                    begun.set(true);
                    return "";
                }))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("password-command");
        assertThat(begun).isFalse();
    }

    @Test
    void aNameCannotDriveTheTerminal() {
        environment.put("FARSPAN_OUTPUT", "name");

        session().show(JsonTree.object(), () -> Table.of("A"), () -> List.of("a\u001b[2Jb", "c"));

        assertThat(out.toString().lines()).containsExactly("a\\u001b[2Jb", "c");
    }
}
