package io.farspan.cli.failure;

/** A command that failed: what failed, for whom, what to do next, and the exit code. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String text;
    private final ExitCode exitCode;

    /** A failure; the message may have several lines. */
    public CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.text = message;
        this.exitCode = exitCode;
    }

    /** A failure with its cause, which is not shown. */
    public CommandFailure(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.text = message;
        this.exitCode = exitCode;
    }

    /** What failed, for whom, and what to do next; one line or several. */
    public String text() {
        return text;
    }

    /** Whether it passes by itself, so that who waits asks again. */
    public boolean isPassing() {
        return exitCode == ExitCode.UNREACHABLE || exitCode == ExitCode.LATER;
    }

    /** The exit code. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
