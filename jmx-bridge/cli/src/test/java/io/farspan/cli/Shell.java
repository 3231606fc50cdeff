package io.farspan.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import io.farspan.cli.output.Terminal;
import io.farspan.cli.profile.Surroundings;

/** Runs commands as a shell would, with an environment and a home folder of its own. */
final class Shell {

    /** What a command left behind. */
    record Ended(int code, String out, String err) {}

    final Map<String, String> environment = new HashMap<>();
    private final Path folder;
    private volatile StringWriter out = new StringWriter();
    Predicate<Duration> pause = time -> false;

    /** What time it is, which each look at the clock moves on by {@link #step}. */
    Instant now = Instant.parse("2026-11-30T13:00:00Z");

    Duration step = Duration.ZERO;

    private final Clock clock = new MovingClock();
    boolean colours;

    /** How many lines somebody reads before they close the pipe. */
    int read = Integer.MAX_VALUE;

    Shell(Path folder) {
        this.folder = folder;
    }

    /** A shell in which home is a recorded one. */
    static Shell at(RecordedHome home, Path folder) {
        Shell shell = new Shell(folder);
        shell.environment.put("FARSPAN_HOME", home.url());
        shell.environment.put("FARSPAN_USER", "viewer");
        shell.environment.put("FARSPAN_PASSWORD", "secret");
        return shell;
    }

    Path folder() {
        return folder;
    }

    /** What the command that runs has written so far. */
    String soFar() {
        return out.toString();
    }

    Ended run(String... words) {
        out = new StringWriter();
        Writer pipe = new FilterWriter(out) {
            @Override
            public void flush() throws IOException {
                if (out.toString().lines().count() >= read) {
                    throw new IOException("Broken pipe");
                }
            }
        };
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new PrintWriter(pipe, true), new PrintWriter(err, true), false, false, colours, Optional.empty());
        int code = Main.run(
                new Surroundings(terminal, environment, folder, this::pause, clock, () -> Duration.between(
                                Instant.EPOCH, clock.instant())
                        .toNanos()),
                words);
        return new Ended(code, out.toString(), err.toString());
    }

    private boolean pause(Duration time) {
        now = now.plus(time);
        return pause.test(time);
    }

    private final class MovingClock extends Clock {

        @Override
        public Instant instant() {
            now = now.plus(step);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("times of the API are in UTC");
        }
    }
}
