package io.farspan.diagnosis;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import io.farspan.protocol.problem.Stage;

/**
 * The state of an edge, that is, whether one component reaches another.
 *
 * @param state the state
 * @param reached the number of recent attempts that succeeded
 * @param attempts the number of recent attempts
 * @param since the beginning of this state
 * @param at the start of the last attempt
 * @param stage the stage at which it fails
 * @param phi the suspicion of the silence: 8 means that one silence in 10^8 lasts this long by chance
 * @param detail the message of the last failure
 */
record EdgeState(
        State state,
        int reached,
        int attempts,
        Instant since,
        Instant at,
        Optional<Stage> stage,
        double phi,
        Optional<String> detail) {

    /** The states of an edge. */
    enum State {
        /** Not tried lately. */
        UNKNOWN,
        /** Works. */
        OK,
        /** The last attempt failed, which alone proves nothing. */
        SUSPECT,
        /** The other end refuses. */
        REFUSED,
        /** The other end does not answer. */
        SILENT
    }

    static final EdgeState UNKNOWN =
            new EdgeState(State.UNKNOWN, 0, 0, Instant.EPOCH, Instant.EPOCH, Optional.empty(), 0, Optional.empty());

    boolean ok() {
        return state == State.OK;
    }

    boolean fails() {
        return state == State.REFUSED || state == State.SILENT;
    }

    /** Whether there is evidence either way; a single failure is none. */
    boolean measured() {
        return ok() || fails();
    }

    /** Whether the other end answers HTTP, even with an error, so that a process is running there. */
    boolean lives() {
        return state == State.REFUSED && stage.equals(Optional.of(Stage.JOLOKIA));
    }

    /** This edge as if it had not been tried. */
    EdgeState unmeasured() {
        return as(State.UNKNOWN);
    }

    /** This edge as suspected only. */
    EdgeState doubted() {
        return as(State.SUSPECT);
    }

    private EdgeState as(State other) {
        return new EdgeState(other, reached, attempts, since, at, stage, phi, detail);
    }

    /** This edge without a success from before a fault began, which proves nothing about it. */
    EdgeState asOf(Instant broken) {
        return ok() && at.isBefore(broken) ? UNKNOWN : this;
    }

    /** This edge without a failure from before another edge succeeded again, which proves nothing any more. */
    EdgeState unless(Instant healed) {
        return fails() && at.isBefore(healed) ? UNKNOWN : this;
    }

    /** The edge as a line of evidence. */
    String evidence(String edge) {
        return switch (state) {
            case UNKNOWN -> edge + ": not measured";
            case OK -> "%s: %d of %d reached".formatted(edge, reached, attempts);
            default ->
                "%s: %d of %d reached, %s%s since %s%s"
                        .formatted(
                                edge,
                                reached,
                                attempts,
                                state == State.REFUSED ? "refused" : state == State.SILENT ? "silent" : "failing",
                                stage.map(at -> " at " + at.name().toLowerCase(Locale.ROOT))
                                        .orElse(""),
                                since,
                                phi > 0 ? ", phi %.1f".formatted(phi) : "");
        };
    }
}
