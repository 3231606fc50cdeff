package io.farspan.router.login;

import java.util.Optional;

import io.quarkus.security.AuthenticationFailedException;

import io.farspan.bridge.login.Throttled;
import io.farspan.home.http.RetryLater;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/** Credentials that were not looked at, as the security layer carries them and as a client is told. */
public final class LoginRefusal {

    private LoginRefusal() {}

    static AuthenticationFailedException exception(Throttled refusal) {
        return new AuthenticationFailedException(
                refusal.getMessage(), new RetryLater(problem(refusal), refusal.seconds(), refusal));
    }

    /** The refusal behind a failure to authenticate; nothing when the credentials were looked at. */
    public static Optional<Throttled> behind(Throwable failure) {
        return failure.getCause() instanceof RetryLater later && later.getCause() instanceof Throttled refusal
                ? Optional.of(refusal)
                : Optional.empty();
    }

    /** The refusal as data. */
    static Problem problem(Throttled refusal) {
        return Problem.of(
                ProblemCode.LOGIN_THROTTLED,
                refusal.getMessage() + ". These credentials were not looked at; the ledger's logins say who sent the"
                        + " wrong ones.");
    }
}
