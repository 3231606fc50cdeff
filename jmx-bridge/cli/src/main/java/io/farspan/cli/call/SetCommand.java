package io.farspan.cli.call;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

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

/** Writes an attribute. */
@Command(name = "set", description = "Writes an attribute of an MBean, at many instances at once.")
public final class SetCommand implements Callable<ExitCode> {

    private static final String USAGE = "set [TARGET] MBEAN ATTRIBUTE VALUE";

    @Mixin
    private final Session session;

    @Mixin
    private final CallOptions options = new CallOptions();

    @Option(names = "--json", description = "The value is JSON, not a text.")
    private boolean json;

    @Parameters(
            paramLabel = "WORD",
            description = "[TARGET] MBEAN ATTRIBUTE VALUE; agents turn the text into the attribute's type.")
    private List<String> words = new ArrayList<>();

    /** The command. */
    public SetCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        CallWords asked = CallWords.parse(session, words, USAGE);
        if (asked.rest().size() != 2) {
            throw new CommandFailure(ExitCode.USAGE, "An attribute and its value are required: farspan " + USAGE + ".");
        }
        ObjectNode request = JsonTree.object()
                .put("type", "write")
                .put("mbean", asked.mbean())
                .put("attribute", asked.rest().get(0));
        request.set("value", Arguments.parse(asked.rest().get(1), json));
        CallAnswer answer = options.call(session, asked.target(), request);
        session.show(
                answer.document(),
                () -> {
                    Table table = Table.of("INSTANCE", "BEFORE");
                    answer.values().forEach(value -> table.row(value.instance(), Printable.value(value.value())));
                    return table;
                },
                answer::names);
        return answer.conclude(session);
    }
}
