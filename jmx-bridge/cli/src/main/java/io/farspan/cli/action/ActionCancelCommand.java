package io.farspan.cli.action;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Target;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;

/** Cancels an action. */
@Command(
        name = "cancel",
        description = "Cancels an action that runs, or undoes now what an ended one is to undo later.")
public final class ActionCancelCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Parameters(arity = "1..2", paramLabel = "WORD", description = "[TARGET] ID; the target is the application.")
    private List<String> words = List.of();

    /** The command. */
    public ActionCancelCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.application(words.size() == 2 ? Optional.of(words.get(0)) : Optional.empty());
        String path = ActionReport.path(asked, words.get(words.size() - 1));
        JsonNode cancelled = session.during("cancelling", () -> session.home().delete(path));
        new ActionReport(asked, cancelled).showState(session);
        return ExitCode.OK;
    }
}
