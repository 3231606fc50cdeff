package io.farspan.home.reach;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;

/** What is said when there is no response: with the stage at which the attempt ended, and that instances may still run. */
final class ConnectionFailures {

    private ConnectionFailures() {}

    static FunctionFailure notConnected(Route route, Throwable failure) {
        Stage stage = failure instanceof UnknownHostException
                ? Stage.DNS
                : failure instanceof SSLException ? Stage.TLS : Stage.TCP;
        return new FunctionFailure(Problem.of(
                        ProblemCode.FUNCTION_UNREACHABLE,
                        route.named() + " cannot be reached from home: " + failure.getMessage()
                                + ". Its instances may still be running: check the function and the network path to"
                                + " it.")
                .at(stage));
    }

    static FunctionFailure broken(Route route, Throwable cause, Duration timeout) {
        if (cause instanceof FunctionFailure known) {
            return known;
        }
        if (cause instanceof TimeoutException || cause instanceof io.smallrye.mutiny.TimeoutException) {
            return new FunctionFailure(Problem.of(
                            ProblemCode.FUNCTION_TIMEOUT,
                            route.named() + " did not answer within " + timeout.toMillis()
                                    + " ms. Its instances may still be running: check the function and the network"
                                    + " path to it.")
                    .at(Stage.HTTP));
        }
        return new FunctionFailure(Problem.of(
                        ProblemCode.FUNCTION_UNREACHABLE,
                        route.named() + " closed the connection: " + cause.getMessage()
                                + ". Its instances may still be running: check the function and the network path to"
                                + " it.")
                .at(Stage.HTTP));
    }
}
