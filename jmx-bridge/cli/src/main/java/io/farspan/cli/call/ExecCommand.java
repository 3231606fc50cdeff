package io.farspan.cli.call;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;

/** Invokes an operation. */
@Command(name = "exec", description = "Invokes an operation of an MBean, at many instances at once.")
public final class ExecCommand implements Callable<ExitCode> {

    private static final String USAGE = "exec [TARGET] MBEAN OPERATION [ARGUMENT…]";

    @Mixin
    private final Session session;

    @Mixin
    private final CallOptions options = new CallOptions();

    @Option(names = "--json", description = "The arguments are JSON, not texts.")
    private boolean json;

    @Parameters(
            paramLabel = "WORD",
            description = "[TARGET] MBEAN OPERATION [ARGUMENT…]; an overloaded operation is written name(type,type).")
    private List<String> words = new ArrayList<>();

    /** The command. */
    public ExecCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        CallWords asked = CallWords.parse(session, words, USAGE);
        if (asked.rest().isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "An operation is required: farspan " + USAGE + ".");
        }
        ObjectNode request = JsonTree.object()
                .put("type", "exec")
                .put("mbean", asked.mbean())
                .put("operation", asked.rest().get(0));
        ArrayNode arguments = request.putArray("arguments");
        asked.rest().stream().skip(1).map(text -> Arguments.parse(text, json)).forEach(arguments::add);
        CallAnswer answer = options.call(session, asked.target(), request);
        session.show(
                answer.document(),
                () -> {
                    Table table = Table.of("INSTANCE", "RESULT");
                    answer.values().forEach(value -> table.row(value.instance(), Printable.value(value.value())));
                    return table;
                },
                answer::names);
        return answer.conclude(session);
    }
}
