package io.farspan.cli.policy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Target;
import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;

/** Shows the lines of the policy. */
@Command(name = "lines", description = "Shows the lines in force, the built-in ones among them; for admins.")
public final class PolicyLinesCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = "The application.")
    private Optional<String> target = Optional.empty();

    /** The command. */
    public PolicyLinesCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() {
        Target asked = session.application(target);
        JsonNode lines = session.home().get(Session.path(asked, "/policy"));
        List<String> texts = lines.valueStream().map(Printable::value).toList();
        session.show(
                lines,
                () -> {
                    Table table = Table.of("LINE");
                    texts.forEach(table::row);
                    return table;
                },
                () -> texts);
        return ExitCode.OK;
    }
}
