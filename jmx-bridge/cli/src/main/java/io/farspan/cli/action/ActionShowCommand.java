package io.farspan.cli.action;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Query;
import io.farspan.cli.home.Target;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;

/** Shows an action. */
@Command(name = "show", description = "Shows how far an action is, or what it came to.")
public final class ActionShowCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Option(
            names = {"-f", "--follow"},
            description = "Wait until it has ended; the exit code then says how it did.")
    private boolean follow;

    @Option(names = "--instance", paramLabel = "ID", description = "Show this instance's own result, as in aws1/i-7.")
    private Optional<String> instance = Optional.empty();

    @Parameters(arity = "1..2", paramLabel = "WORD", description = "[TARGET] ID; the target is the application.")
    private List<String> words = List.of();

    /** The command. */
    public ActionShowCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.application(words.size() == 2 ? Optional.of(words.get(0)) : Optional.empty());
        String id = words.get(words.size() - 1);
        if (follow) {
            ActionReport ended = new ActionFollower(session, asked).follow(id);
            if (instance.isEmpty()) {
                ended.show(session);
            } else {
                find(asked, id).show(session);
            }
            return ended.conclude(session);
        }
        ActionReport report = find(asked, id);
        report.show(session);
        report.conclude(session);
        return ExitCode.OK;
    }

    private ActionReport find(Target asked, String id) throws Exception {
        String path = ActionReport.path(asked, id);
        return new ActionReport(asked, session.during("reading the action", () -> session.home()
                .get(path, new Query().with("instance", instance))));
    }
}
