package io.farspan.router.login;

import java.util.Optional;

import io.quarkus.security.AuthenticationFailedException;

import io.farspan.bridge.login.Throttled;
import io.farspan.home.http.RetryLater;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/** The refusal of a throttled login: as an exception of the security layer and as a problem for the client. */
public final class LoginRefusal {

    private LoginRefusal() {}

    static AuthenticationFailedException exception(Throttled refusal) {
        return new AuthenticationFailedException(
                refusal.getMessage(), new RetryLater(problem(refusal), refusal.seconds(), refusal));
    }

    /** The refusal behind an authentication failure; empty when the credentials were checked. */
    public static Optional<Throttled> behind(Throwable failure) {
        return failure.getCause() instanceof RetryLater later && later.getCause() instanceof Throttled refusal
                ? Optional.of(refusal)
                : Optional.empty();
    }

    /** The refusal as a problem. */
    static Problem problem(Throttled refusal) {
        return Problem.of(
                ProblemCode.LOGIN_THROTTLED,
                refusal.getMessage()
                        + ". These credentials were not checked; the ledger's login entries say who sent the"
                        + " wrong ones.");
    }
}
