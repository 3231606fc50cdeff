package io.farspan.cli.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Target;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;

/** Reads the names that completion offers; completion runs it in the background. */
@Command(name = "names", hidden = true, description = "Reads the names that completion offers.")
public final class NamesCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    /** The command. */
    public NamesCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() {
        for (String application : applications()) {
            Target target = Target.parse(application);
            session.names().learn(application, session.home().get(Session.path(target, "/instances")));
        }
        return ExitCode.OK;
    }

    private List<String> applications() {
        List<String> names = new ArrayList<>();
        try {
            JsonNode answer = session.home().get("/api/v1/applications");
            answer.path("applications").forEach(name -> names.add(name.asText()));
        } catch (CommandFailure e) {
            if (e.exitCode() != ExitCode.NOT_FOUND) {
                throw e;
            }
            Optional<String> usual = session.settings().find("application"); // an earlier release lists none
            usual.ifPresent(names::add);
        }
        return names;
    }
}
