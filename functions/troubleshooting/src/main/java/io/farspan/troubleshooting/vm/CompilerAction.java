package io.farspan.troubleshooting.vm;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.Action;
import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionMerger;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.plugin.action.Arguments;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Role;
import io.farspan.troubleshooting.request.Requests;
import io.farspan.troubleshooting.request.SimplePlan;

/** Reads how full the code caches are, how long was compiled, and where compilation has stopped because a cache is full. */
public final class CompilerAction implements Action {

    private static final int ANSWER_BYTES = 4 << 10;
    private static final int MOST = 20;
    private static final Pattern HEAP = Pattern.compile(
            "(?:CodeHeap '([^'\\n]{1,60})'|CodeCache): size=(\\d{1,12})Kb used=(\\d{1,12})Kb max_used=(\\d{1,12})Kb");
    private static final Pattern STOPPED = Pattern.compile("(?i)compilation: disabled");

    @Override
    public String name() {
        return "compiler";
    }

    @Override
    public String summary() {
        return "Reads how full the code caches are, how long was compiled, and where compilation has stopped.";
    }

    @Override
    public Role role() {
        return Role.OPERATOR;
    }

    @Override
    public ActionPlan plan(ObjectNode arguments) {
        new Arguments(arguments);
        return new SimplePlan(
                arguments,
                List.of(
                        Requests.command("compilerCodecache"),
                        Requests.read("java.lang:type=Compilation", "TotalCompilationTime")),
                true,
                ANSWER_BYTES,
                CompilerAction::result,
                Merger::new);
    }

    private static JsonNode result(ActionAnswer answer) {
        String text = answer.text(0);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        answer.find(1).ifPresent(time -> result.put("compilationMs", time.asLong()));
        result.put("stopped", STOPPED.matcher(text).find());
        ObjectNode heaps = result.putObject("codeCaches");
        Matcher heap = HEAP.matcher(text);
        while (heaps.size() < MOST && heap.find()) {
            heaps.putObject(heap.group(1) == null ? "CodeCache" : heap.group(1))
                    .put("sizeKB", Long.parseLong(heap.group(2)))
                    .put("maxUsedKB", Long.parseLong(heap.group(4)))
                    .put("usedKB", Long.parseLong(heap.group(3)));
        }
        return result;
    }

    /** The sums, and where compilation has stopped. */
    private static final class Merger implements ActionMerger {

        private static final int MOST_NAMED = 100;

        private final SumMerger caches = new SumMerger("sizeKB", "maxUsedKB", "usedKB");
        private final ObjectNode merged = JsonNodeFactory.instance.objectNode();
        private long compilationMs;

        @Override
        public void add(InstanceId instance, JsonNode result) {
            caches.add(instance, result.path("codeCaches"));
            compilationMs += result.path("compilationMs").asLong();
            if (result.path("stopped").asBoolean()
                    && merged.withArrayProperty("stoppedAt").size() < MOST_NAMED) {
                merged.withArrayProperty("stoppedAt").add(instance.toString());
            }
        }

        @Override
        public JsonNode merged() {
            merged.put("compilationMs", compilationMs).set("codeCaches", caches.merged());
            return merged;
        }
    }
}
