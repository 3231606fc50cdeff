package io.farspan.cli.call;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;
import io.farspan.cli.session.Watch;

/** Reads attributes. */
@Command(name = "get", description = "Reads attributes of an MBean, of many instances at once.")
public final class GetCommand implements Callable<ExitCode> {

    private static final String USAGE = "get [TARGET] MBEAN [ATTRIBUTE…]";

    @Mixin
    private final Session session;

    @Mixin
    private final CallOptions options = new CallOptions();

    @Mixin
    private final Watch watch = new Watch();

    @Parameters(
            paramLabel = "WORD",
            description = "[TARGET] MBEAN [ATTRIBUTE…]: all attributes when none is named; the MBean may be a pattern.")
    private List<String> words = new ArrayList<>();

    /** The command. */
    public GetCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        CallWords asked = CallWords.parse(session, words, USAGE);
        ObjectNode request = JsonTree.object().put("type", "read").put("mbean", asked.mbean());
        if (!asked.rest().isEmpty()) {
            asked.rest().forEach(request.putArray("attribute")::add);
        }
        return watch.run(session, () -> {
            CallAnswer answer = options.call(session, asked.target(), request);
            session.show(answer.document(), () -> new Readings(answer, asked).table(), answer::names);
            return answer.conclude(session);
        });
    }
}
