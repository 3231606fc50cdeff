package io.farspan.telemetry.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The places of what is sent on. A place advances only from where it is, and not by a home of an earlier epoch, so that two that
 * send at the same time may send something twice but leave nothing out. What arrived after a place is kept for it as long as the
 * records are. Every method blocks and fails with {@link io.farspan.protocol.problem.FarspanException} {@code STORE_UNREACHABLE}.
 * Thread-safe.
 */
public interface ExportPlaces {

    /** An application's place; empty before it has begun. */
    Optional<ExportPlace> find(String application, ExportSignal signal);

    /**
     * The place where sending begins, unless it has begun already, or a home of a later epoch has sent: then where it is.
     *
     * @param oldest whether it begins with the oldest that is stored, and not with what arrives from now on
     * @param instead a place that is of no use any more, in which case it begins again
     */
    ExportPlace begin(
            String application, ExportSignal signal, boolean oldest, long epoch, Optional<ExportPlace> instead);

    /** The epoch of the home that sent last; empty before one has begun. */
    OptionalLong epoch(String application, ExportSignal signal);

    /** Advances a place; whether it was there and this home may. */
    boolean advance(String application, ExportSignal signal, ExportPlace from, ExportPlace to, long epoch);

    /** A place some thousand batches after another, for who is far behind; empty when there are not so many. */
    Optional<FollowCursor> ahead(ExportSignal signal, FollowCursor place);

    /** When the oldest arrived that is after a place. */
    Optional<Instant> waitingSince(String application, ExportSignal signal, FollowCursor place);

    /** Says that a place is used, though it does not advance: the receiver may be away for days. */
    void use(String application, ExportSignal signal);

    /**
     * Forgets places that have not been used for a day, so that nothing is kept for them: to be called where nothing is sent.
     *
     * @return what was forgotten, for people
     */
    List<String> forget(Collection<String> ofApplications, Set<ExportSignal> signals);
}
