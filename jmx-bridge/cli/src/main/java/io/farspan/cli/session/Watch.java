package io.farspan.cli.session;

import java.time.Duration;

import picocli.CommandLine.Option;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;

/** The options that repeat a command until it is interrupted. */
public final class Watch {

    private static final String TOP = "\u001b[H\u001b[2J";

    @Option(
            names = {"-w", "--watch"},
            description = "Ask again and again until interrupted.")
    private boolean watching;

    @Option(names = "--every", paramLabel = "SECONDS", description = "How often with --watch (default: 2).")
    private int seconds = 2;

    /** What is repeated. */
    public interface Round {
        ExitCode run() throws Exception;
    }

    /** Whether it is asked for. */
    public boolean isWatching() {
        return watching;
    }

    /** Does it once, or until interrupted; a failure ends the first round only, because later ones may succeed again. */
    public ExitCode run(Session session, Round round) throws Exception {
        if (seconds < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--every must be at least 1 second.");
        }
        top(session);
        ExitCode code = round.run();
        while (watching
                && session.terminal().isRead()
                && session.surroundings().pause().test(Duration.ofSeconds(seconds))) {
            top(session);
            try {
                code = round.run();
            } catch (CommandFailure e) {
                session.terminal().note(e.text());
                code = e.exitCode();
            }
        }
        return code;
    }

    private void top(Session session) {
        if (watching && session.terminal().outIsTerminal()) {
            session.terminal().out().print(TOP);
        }
    }
}
