package io.farspan.troubleshooting.threads;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.Action;
import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.plugin.action.Arguments;
import io.farspan.protocol.call.Role;
import io.farspan.troubleshooting.request.Requests;
import io.farspan.troubleshooting.request.SimplePlan;

/**
 * Dumps the platform threads of all instances as if they were one. By default it asks for HotSpot's print, which has the
 * processor time of each thread and is smaller; {@code "from": "beans"} asks {@code ThreadMXBean}, which a viewer
 * may, too, and which other virtual machines have.
 */
public final class ThreadsAction implements Action {

    private static final String THREADING = "java.lang:type=Threading";
    private static final String RUNTIME = "java.lang:type=Runtime";
    private static final String BEANS = "beans";
    private static final int PRINT_BYTES = 1 << 20;
    private static final int BEANS_BYTES = 4 << 20;

    /** The first release of Java with virtual threads. */
    private static final double FIRST_WITH_VIRTUAL = 21;

    @Override
    public String name() {
        return "threads";
    }

    @Override
    public String summary() {
        return "Dumps the threads of all instances and merges equal stacks; names exhausted pools, contended locks, deadlocks.";
    }

    @Override
    public Role role() {
        return Role.VIEWER;
    }

    @Override
    public ActionPlan plan(ObjectNode arguments) {
        boolean beans = new Arguments(arguments, "from")
                .word("from", Set.of("print", BEANS))
                .filter(BEANS::equals)
                .isPresent();
        return beans
                ? new SimplePlan(
                        arguments,
                        List.of(
                                Requests.read(RUNTIME, "SpecVersion"),
                                Requests.exec(
                                        THREADING,
                                        "dumpAllThreads(boolean,boolean)",
                                        JsonNodeFactory.instance
                                                .arrayNode()
                                                .add(true)
                                                .add(true)),
                                Requests.exec(
                                        THREADING, "findDeadlockedThreads", JsonNodeFactory.instance.arrayNode())),
                        true,
                        BEANS_BYTES,
                        answer -> result(answer, DumpBeans.read(answer.value(1), answer.value(2))),
                        ThreadMerger::new)
                : new SimplePlan(
                        arguments,
                        List.of(Requests.read(RUNTIME, "SpecVersion"), Requests.command("threadPrint", List.of("-l"))),
                        true,
                        PRINT_BYTES,
                        answer -> result(answer, DumpText.read(answer.text(1))),
                        ThreadMerger::new);
    }

    private static JsonNode result(ActionAnswer answer, ThreadDump dump) {
        ObjectNode result = DumpSummary.of(dump);
        answer.find(0)
                .filter(version -> version.asDouble() >= FIRST_WITH_VIRTUAL)
                .ifPresent(version -> result.put(
                        "virtualThreads",
                        "Not among these: Java " + Math.round(version.asDouble())
                                + " writes them to a file at the instance only, which needs Farspan's agent."));
        return result;
    }
}
