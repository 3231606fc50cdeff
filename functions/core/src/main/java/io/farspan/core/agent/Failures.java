package io.farspan.core.agent;

import java.io.IOException;
import java.net.InetSocketAddress;

import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;

/** What is said of exchanges that came to nothing. */
final class Failures {

    private Failures() {}

    static AgentFailure unreachable(Exchange exchange, IOException cause) {
        return new AgentFailure(
                ProblemCode.INSTANCE_UNREACHABLE,
                exchange.connected ? Stage.HTTP : Stage.TCP,
                "The agent at " + text(exchange.address) + " cannot be reached from its location: " + cause.getMessage()
                        + ". Check that the instance runs and that its Jolokia agent listens there.");
    }

    static AgentFailure ended(Exchange exchange) {
        return new AgentFailure(
                ProblemCode.INSTANCE_UNREACHABLE,
                Stage.TCP,
                "The function stopped before the agent at " + text(exchange.address) + " answered. Ask again.");
    }

    static AgentFailure internal(Exchange exchange, RuntimeException cause) {
        return new AgentFailure(
                ProblemCode.INTERNAL,
                Stage.HTTP,
                "The function failed while it spoke to the agent at " + text(exchange.address) + " ("
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
        if (!exchange.connected) {
            return AgentFailure.silent(
                    ProblemCode.INSTANCE_UNREACHABLE,
                    Stage.TCP,
                    "The agent at " + text(exchange.address) + " took no connection within the deadline."
                            + " Check that the instance's host is up and that its network lets the function in.");
        }
        return AgentFailure.silent(
                ProblemCode.INSTANCE_TIMEOUT,
                exchange.response.started() ? Stage.JOLOKIA : Stage.HTTP,
                "The agent at " + text(exchange.address) + " took the request and did not answer within the deadline."
                        + " The JVM may be paused, overloaded or deadlocked; a longer deadline tells.");
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
