package io.farspan.cli.action;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Target;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;
import io.farspan.cli.session.Times;

/** Shows the level of a logger at many instances, or sets it for a time. */
@Command(
        name = "level",
        description =
                "Shows the level of a logger of java.util.logging, or sets it; each instance gets back what it had.")
public final class LevelCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Mixin
    private final BeginOptions options = new BeginOptions();

    @Option(names = "--set", paramLabel = "LEVEL", description = "The level to set, such as FINE.")
    private Optional<String> level = Optional.empty();

    @Option(names = "--for", paramLabel = "TIME", description = "For how long it is set (default: 10m).")
    private Optional<String> time = Optional.empty();

    @Parameters(arity = "1..2", paramLabel = "WORD", description = "[TARGET] LOGGER; '' is the root logger.")
    private List<String> words = List.of();

    /** The command. */
    public LevelCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.target(words.size() == 2 ? Optional.of(words.get(0)) : Optional.empty());
        ObjectNode arguments = JsonTree.object().put("logger", words.get(words.size() - 1));
        level.ifPresent(text -> arguments.put("level", text));
        if (time.isPresent()) {
            if (level.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.USAGE, "--for says how long --set LEVEL is to last, so it needs that.");
            }
            arguments.put("seconds", Times.duration("--for", time.get()).toSeconds());
        }
        return options.begin(session, asked, "level", arguments);
    }
}
