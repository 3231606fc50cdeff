package io.farspan.diagnosis;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import io.farspan.protocol.problem.Stage;

/**
 * How an edge stands: who tries to reach whom, and whether it works.
 *
 * @param state how it stands
 * @param reached attempts that succeeded of the last ones
 * @param attempts the last ones
 * @param since when it began to stand like this
 * @param at when the last attempt began
 * @param stage where it fails
 * @param phi how suspicious the silence is: 8 means that one silence in 10^8 lasts so long by chance
 * @param detail what the last failure said
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

    /** How an edge can stand. */
    enum State {
        /** Nobody has tried lately. */
        UNKNOWN,
        /** It works. */
        OK,
        /** The last attempt failed; that may be nothing. */
        SUSPECT,
        /** Somebody at the other end says no. */
        REFUSED,
        /** Nothing comes back. */
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

    /** Whether anything is known that counts: a single failure does not. */
    boolean measured() {
        return ok() || fails();
    }

    /** Whether somebody at the other end answers HTTP, if only to say no: then a process lives there. */
    boolean lives() {
        return state == State.REFUSED && stage.equals(Optional.of(Stage.JOLOKIA));
    }

    /** The same as if nobody had tried. */
    EdgeState unmeasured() {
        return as(State.UNKNOWN);
    }

    /** The same, before anything can be said. */
    EdgeState doubted() {
        return as(State.SUSPECT);
    }

    private EdgeState as(State other) {
        return new EdgeState(other, reached, attempts, since, at, stage, phi, detail);
    }

    /** What of it still counts after something broke: a success that is older proves nothing. */
    EdgeState asOf(Instant broken) {
        return ok() && at.isBefore(broken) ? UNKNOWN : this;
    }

    /** What of it still counts after somebody else succeeded: a failure that was tried before proves nothing any more. */
    EdgeState unless(Instant healed) {
        return fails() && at.isBefore(healed) ? UNKNOWN : this;
    }

    /** One line of evidence. */
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
