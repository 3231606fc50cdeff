package io.farspan.core.agent;

import java.io.IOException;
import java.net.InetSocketAddress;

import io.farspan.core.message.HttpFault;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;

/** The messages for exchanges that failed. */
final class ExchangeFailures {

    private ExchangeFailures() {}

    static AgentFailure unreachable(Exchange exchange, IOException cause) {
        return new AgentFailure(
                ProblemCode.INSTANCE_UNREACHABLE,
                exchange.connected ? Stage.HTTP : Stage.TCP,
                "The agent at " + text(exchange.address) + " cannot be reached from its location: " + cause.getMessage()
                        + ". Check that the instance runs and that its Jolokia agent listens there.");
    }

    static AgentFailure of(Exchange exchange, HttpFault fault) {
        if (fault.kind() == HttpFault.Kind.CUT_OFF) {
            return new AgentFailure(
                    ProblemCode.INSTANCE_ANSWER_INVALID,
                    Stage.HTTP,
                    "The agent closed the connection in the middle of its answer; the instance's log may say why.");
        }
        if (fault.kind() == HttpFault.Kind.NOT_HTTP) {
            return new AgentFailure(
                    ProblemCode.INSTANCE_ANSWER_INVALID,
                    Stage.HTTP,
                    "What answers at the instance's agent port does not speak HTTP: " + fault.getMessage()
                            + ". Check the port in the location map.");
        }
        int status = exchange.response.status();
        int largest = exchange.asked.largest();
        if (status != 200) {
            return new AgentFailure(
                    ProblemCode.INSTANCE_ANSWER_INVALID,
                    Stage.HTTP,
                    "The agent answers HTTP " + status + " with more than " + largest
                            + " bytes. Check that Jolokia is at the path in the function's farspan.agent.path.");
        }
        return new AgentFailure(
                ProblemCode.INSTANCE_ANSWER_TOO_LARGE,
                Stage.JOLOKIA,
                "The agent's answer is larger than " + largest + " bytes; ask for less (a path, maxDepth,"
                        + " maxCollectionSize) or raise farspan.agent.max-answer-bytes at the function.");
    }

    static AgentFailure ended(Exchange exchange) {
        return new AgentFailure(
                ProblemCode.INSTANCE_UNREACHABLE,
                Stage.TCP,
                "The function stopped before the agent at " + text(exchange.address) + " answered. Ask again.");
    }

    static AgentFailure internal(Exchange exchange, Throwable cause) {
        return new AgentFailure(
                ProblemCode.INTERNAL,
                Stage.HTTP,
                "The function failed during its exchange with the agent at " + text(exchange.address) + " ("
                        + cause.getClass().getSimpleName() + "); its log has the cause.");
    }

    static AgentFailure noRoom(Exchange exchange) {
        return new AgentFailure(
                ProblemCode.TOO_MUCH,
                Stage.JOLOKIA,
                "The answer of the agent at " + text(exchange.address)
                        + " does not fit into the function's memory beside the other answers"
                        + " (farspan.agent.max-bytes-in-flight). Ask fewer instances at a time, or less of each: an"
                        + " attribute, a path.");
    }

    static AgentFailure timedOut(Exchange exchange) {
        if (!exchange.connected && !exchange.hadTimeToConnect()) {
            return AgentFailure.notAsked("The agent at " + text(exchange.address)
                    + " was not asked: the deadline passed while the function was busy with others."
                    + " Ask again, for less or of fewer instances at a time.");
        }
        if (!exchange.connected) {
            return AgentFailure.silent(
                    ProblemCode.INSTANCE_UNREACHABLE,
                    Stage.TCP,
                    "The agent at " + text(exchange.address) + " accepted no connection within the deadline."
                            + " Check that the instance's host is up and that its network lets the function in.");
        }
        return AgentFailure.silent(
                ProblemCode.INSTANCE_TIMEOUT,
                exchange.response.started() ? Stage.JOLOKIA : Stage.HTTP,
                "The agent at " + text(exchange.address)
                        + " accepted the request but did not answer within the deadline."
                        + " The JVM may be paused, overloaded or deadlocked; a longer deadline will show.");
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
