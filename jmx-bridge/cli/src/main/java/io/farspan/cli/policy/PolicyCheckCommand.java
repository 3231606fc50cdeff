package io.farspan.cli.policy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.failure.ProblemText;
import io.farspan.cli.home.HomeClient;
import io.farspan.cli.home.Target;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Style;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;

/** Checks a request against the policy. */
@Command(
        name = "check",
        description = "Says whether a request would be sent, and which line allows it; exit code 4 when it would not.")
public final class PolicyCheckCommand implements Callable<ExitCode> {

    private static final String USAGE = "policy check [TARGET] get|set|exec MBEAN [MEMBER]";

    @Mixin
    private final Session session;

    @Option(names = "--role", paramLabel = "ROLE", description = "For viewer, operator or admin instead of yourself.")
    private Optional<String> role = Optional.empty();

    @Parameters(arity = "2..4", paramLabel = "WORD", description = "[TARGET] get|set|exec MBEAN [MEMBER]")
    private List<String> words = List.of();

    /** The command. */
    public PolicyCheckCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() {
        boolean named = !List.of("get", "set", "exec").contains(words.get(0));
        Target asked = session.application(named ? Optional.of(words.get(0)) : Optional.empty());
        ObjectNode body = JsonTree.object();
        body.putArray("requests").add(request(words.subList(named ? 1 : 0, words.size())));
        role.ifPresent(name -> body.put("role", name));
        JsonNode answer = session.home().post(Session.path(asked, "/policy/check"), body, HomeClient.USUAL);
        JsonNode finding = answer.path("findings").path(0);
        session.show(answer, () -> table(finding), () -> List.of(verdict(finding)));
        if (session.isForPeople()) {
            if (finding.path("problem").isObject()) {
                session.terminal().note(new ProblemText(finding.path("problem")).line());
            }
            if (answer.hasNonNull("trouble")) {
                session.terminal().note("note: " + Printable.value(answer.path("trouble")));
            }
        }
        return verdict(finding).equals("denied") ? ExitCode.NOT_ALLOWED : ExitCode.OK;
    }

    private static JsonNode request(List<String> words) {
        if (words.size() < 2 || !words.get(1).contains(":")) {
            throw new CommandFailure(ExitCode.USAGE, "Say what is to be checked: farspan " + USAGE + ".");
        }
        ObjectNode request = JsonTree.object();
        Optional<String> member = words.stream().skip(2).findFirst();
        switch (words.get(0)) {
            case "get" -> member.ifPresent(name -> request.put("attribute", name));
            case "set" -> request.put("attribute", member.orElse("")).put("value", "");
            case "exec" -> request.put("operation", member.orElse(""));
            default ->
                throw new CommandFailure(
                        ExitCode.USAGE, "'" + words.get(0) + "' must be get, set or exec: farspan " + USAGE + ".");
        }
        request.put("mbean", words.get(1));
        request.put("type", words.get(0).equals("get") ? "read" : words.get(0).equals("set") ? "write" : "exec");
        return request;
    }

    private static String verdict(JsonNode finding) {
        if (finding.hasNonNull("allowed")) {
            return finding.path("allowed").asBoolean() ? "allowed" : "denied";
        }
        return finding.path("candidates").isEmpty() ? "denied" : "by name"; // a pattern is judged when it is expanded
    }

    private static Table table(JsonNode finding) {
        return Table.of("VERDICT", "REQUEST", "LINE")
                .style("VERDICT", verdict -> verdict.equals("denied") ? Style.BAD : Style.GOOD)
                .row(
                        verdict(finding),
                        JsonTree.write(finding.path("request")),
                        finding.path("grant")
                                .asText(finding.path("candidates")
                                        .valueStream()
                                        .map(JsonNode::asText)
                                        .collect(Collectors.joining("; "))));
    }
}
