package io.farspan.cli.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import io.farspan.cli.home.Target;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.session.Labels;
import io.farspan.cli.session.Session;
import io.farspan.cli.session.Times;

/** The options of a call, and the call. */
final class CallOptions {

    private static final Duration GRACE = Duration.ofSeconds(5);

    @Mixin
    private Labels labels = new Labels();

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "How long instances may take, at most 29s (default: 5s).")
    private String deadline = "5s";

    @Option(
            names = "--unify",
            paramLabel = "NAME",
            split = ",",
            description = "Values over all instances: sum, avg, min, max, p50, p99, merge.")
    private List<String> unify = new ArrayList<>();

    /** Makes a call with one request. */
    CallAnswer call(Session session, Target target, JsonNode request) throws Exception {
        Duration limit = Times.duration("--deadline", deadline);
        ObjectNode body = JsonTree.object();
        body.set("select", target.select(labels.all()));
        body.putArray("requests").add(request);
        if (!unify.isEmpty()) {
            unify.forEach(body.putArray("unify")::add);
        }
        body.put("deadlineMs", limit.toMillis());
        return new CallAnswer(target, session.during("asking " + target, () -> session.home()
                .post(Session.path(target, "/calls"), body, limit.plus(GRACE))));
    }
}
