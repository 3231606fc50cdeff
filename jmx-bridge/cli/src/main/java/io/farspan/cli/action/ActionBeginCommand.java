package io.farspan.cli.action;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Target;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;

/** Begins an action of any kind. */
@Command(name = "begin", description = "Begins an action at the selected instances, and waits until it has ended.")
public final class ActionBeginCommand implements Callable<ExitCode> {

    private static final String USAGE = "farspan action begin [TARGET] ACTION [ARGUMENT=VALUE…]";

    @Mixin
    private final Session session;

    @Mixin
    private final BeginOptions options = new BeginOptions();

    @Parameters(
            arity = "1..*",
            paramLabel = "WORD",
            description = "[TARGET] ACTION [ARGUMENT=VALUE…]; a value is JSON, or else a text."
                    + " 'farspan action list --kinds' lists actions.")
    private List<String> words = List.of();

    /** The command. */
    public ActionBeginCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        List<String> names =
                words.stream().takeWhile(word -> !word.contains("=")).toList();
        if (names.isEmpty() || names.size() > 2) {
            throw new CommandFailure(ExitCode.USAGE, "An action's name is required: " + USAGE + ".");
        }
        ObjectNode arguments = JsonTree.object();
        for (String word : words.subList(names.size(), words.size())) {
            int equal = word.indexOf('=');
            if (equal < 1) {
                throw new CommandFailure(ExitCode.USAGE, "'" + word + "' is no ARGUMENT=VALUE: " + USAGE + ".");
            }
            arguments.set(word.substring(0, equal), value(word.substring(equal + 1)));
        }
        Target asked = session.target(names.size() == 2 ? Optional.of(names.get(0)) : Optional.empty());
        return options.begin(session, asked, names.get(names.size() - 1), arguments);
    }

    private static JsonNode value(String text) {
        try {
            return JsonTree.read(text);
        } catch (IOException e) {
            return JsonTree.object().textNode(text);
        }
    }
}
