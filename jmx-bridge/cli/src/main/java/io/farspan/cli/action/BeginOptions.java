package io.farspan.cli.action;

import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.HomeClient;
import io.farspan.cli.home.Target;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.session.Labels;
import io.farspan.cli.session.Session;
import io.farspan.cli.session.Times;

/** The options with which an action is begun, and its beginning. */
final class BeginOptions {

    @Mixin
    private Labels labels = new Labels();

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "When it ends at the latest, 1s to 10m (default: 1m).")
    private String deadline = "1m";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; the ledger records it.")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--detach", description = "Do not wait until it has ended.")
    private boolean detached;

    /** Begins an action and follows it unless told not to. */
    ExitCode begin(Session session, Target target, String name, ObjectNode arguments) throws Exception {
        Duration limit = Times.duration("--deadline", deadline);
        ObjectNode request = JsonTree.object().put("action", name);
        if (!arguments.isEmpty()) {
            request.set("arguments", arguments);
        }
        request.set("select", target.select(labels.all()));
        request.put("deadlineMs", limit.toMillis());
        reason.ifPresent(text -> request.put("reason", text));
        JsonNode begun = session.during("beginning " + name + " at " + target, () -> session.home()
                .post(Session.path(target, "/actions"), request, HomeClient.USUAL));
        ActionReport report = new ActionReport(target, begun);
        if (detached) {
            report.showState(session);
            return ExitCode.OK;
        }
        if (session.isForPeople()) {
            session.terminal().note("Action " + report.id() + " goes on if this is interrupted.");
        }
        ActionReport ended = new ActionFollower(session, target).follow(report.id());
        ended.show(session);
        return ended.conclude(session);
    }
}
