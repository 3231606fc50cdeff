package io.farspan.cli.failure;

import java.util.Set;

/** What a command's exit code says. */
public enum ExitCode {
    /** Everything was done. */
    OK(0),
    /** Something failed and will fail again in the same way. */
    FAILED(1),
    /** The command or the request is malformed. */
    USAGE(2),
    /** Some of what was asked did not answer or failed. */
    PARTIAL(3),
    /** The caller may not do this, or has not said who they are. */
    NOT_ALLOWED(4),
    /** Home, a function or an instance did not answer. */
    UNREACHABLE(5),
    /** There is no such application, location, instance or plugin. */
    NOT_FOUND(6),
    /** Not now: the same command may succeed later. */
    LATER(7);

    private static final Set<String> DENIED =
            Set.of("OPERATION_DENIED", "LOGIN_THROTTLED", "TOKEN_INVALID", "TOKEN_EXPIRED", "TOKEN_REPLAYED");

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The number that the shell sees. */
    public int number() {
        return number;
    }

    /**
     * The exit code of a problem, by its code and, for one that is newer than this program, by its status.
     *
     * @param code the problem's code; may be empty
     */
    public static ExitCode of(String code, int status, boolean retryable) {
        if (status == 401 || status == 403 || DENIED.contains(code)) {
            return NOT_ALLOWED;
        }
        if (code.endsWith("_UNREACHABLE") || code.endsWith("_TIMEOUT") || code.equals("RELAY_FAILED")) {
            return UNREACHABLE;
        }
        if (status == 404) {
            return NOT_FOUND;
        }
        if (retryable || status == 429) {
            return LATER;
        }
        if (status == 504) {
            return UNREACHABLE;
        }
        return status >= 400 && status < 500 && status != 409 ? USAGE : FAILED;
    }
}
