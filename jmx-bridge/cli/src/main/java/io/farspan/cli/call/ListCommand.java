package io.farspan.cli.call;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;

/** Lists MBeans, or the members of one. */
@Command(name = "list", description = "Lists MBeans by a pattern, or the attributes and operations of one.")
public final class ListCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Mixin
    private final CallOptions options = new CallOptions();

    @Parameters(
            arity = "0..2",
            paramLabel = "WORD",
            description = "[TARGET] [MBEAN]: a pattern (*:* by default), or a name, whose members are listed.")
    private List<String> words = List.of();

    /** The command. */
    public ListCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        boolean bare = words.size() < 2 && words.stream().noneMatch(word -> word.contains(":"));
        CallWords asked = bare
                ? new CallWords(session.target(words.stream().findFirst()), "*:*", List.of())
                : CallWords.parse(session, words, "list [TARGET] [MBEAN]");
        return asked.isPattern() ? names(asked) : members(asked);
    }

    private ExitCode names(CallWords asked) throws Exception {
        ObjectNode request = JsonTree.object().put("type", "search").put("mbean", asked.mbean());
        CallAnswer answer = options.call(session, asked.target(), request);
        Map<String, Integer> counts = new TreeMap<>();
        answer.values().forEach(value -> value.value().forEach(name -> counts.merge(name.asText(), 1, Integer::sum)));
        session.show(
                answer.document(),
                () -> {
                    Table table = Table.of("INSTANCES", "MBEAN");
                    counts.forEach((name, count) -> table.row(count.toString(), name));
                    return table;
                },
                () -> List.copyOf(counts.keySet()));
        return answer.conclude(session);
    }

    private ExitCode members(CallWords asked) throws Exception {
        ObjectNode request = JsonTree.object().put("type", "list").put("path", path(asked.mbean()));
        CallAnswer answer = options.call(session, asked.target(), request);
        Optional<JsonNode> one =
                answer.values().stream().map(CallAnswer.Value::value).findFirst();
        session.show(answer.document(), () -> table(one), () -> one.map(ListCommand::memberNames)
                .orElse(List.of()));
        return answer.conclude(session);
    }

    /** The path of an MBean in the answer to a list. */
    private static String path(String mbean) {
        int colon = mbean.indexOf(':');
        return escaped(mbean.substring(0, colon)) + "/" + escaped(mbean.substring(colon + 1));
    }

    private static String escaped(String part) {
        return part.replace("!", "!!").replace("/", "!/");
    }

    private static List<String> memberNames(JsonNode mbean) {
        return List.of("attr", "op").stream()
                .flatMap(kind -> mbean.path(kind).properties().stream())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Table table(Optional<JsonNode> mbean) {
        Table table = Table.of("KIND", "NAME", "TYPE", "ACCESS", "DESCRIPTION");
        if (mbean.isEmpty()) {
            return table;
        }
        mbean.get()
                .path("attr")
                .properties()
                .forEach(attribute -> table.row(
                        "attribute",
                        attribute.getKey(),
                        attribute.getValue().path("type").asText(),
                        attribute.getValue().path("rw").asBoolean() ? "read, write" : "read",
                        attribute.getValue().path("desc").asText()));
        mbean.get().path("op").properties().forEach(operation -> {
            Iterable<JsonNode> variants =
                    operation.getValue().isArray() ? operation.getValue() : List.of(operation.getValue());
            variants.forEach(variant -> table.row(
                    "operation",
                    operation.getKey() + signature(variant),
                    variant.path("ret").asText(),
                    "exec",
                    variant.path("desc").asText()));
        });
        return table;
    }

    private static String signature(JsonNode operation) {
        StringBuilder types = new StringBuilder();
        for (JsonNode argument : operation.path("args")) {
            types.append(types.length() == 0 ? "" : ",")
                    .append(argument.path("type").asText());
        }
        return "(" + types + ")";
    }
}
