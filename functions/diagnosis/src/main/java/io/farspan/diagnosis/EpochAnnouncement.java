package io.farspan.diagnosis;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import io.farspan.home.reach.FunctionFailure;
import io.farspan.home.reach.Functions;
import io.farspan.home.reach.Route;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.MapHead;

/**
 * Announces a new epoch by calling every function once, so that none of them accepts a change of the home before; what cannot be
 * reached within a second is told by the first call that reaches it.
 */
final class EpochAnnouncement {

    private static final Logger LOG = Logger.getLogger(EpochAnnouncement.class);
    private static final Duration ANNOUNCEMENT = Duration.ofSeconds(1);
    /**
     * The time limit for instances within an announcement, so that a dead one does not keep the function from answering
     * in time.
     */
    private static final Duration INSTANCE_LIMIT = ANNOUNCEMENT.dividedBy(4);

    /** The pause before an announcement that a busy function refused is repeated. */
    private static final Duration ANNOUNCED_AGAIN = Duration.ofMillis(40);

    private final String application;
    private final Functions functions;

    EpochAnnouncement(String application, Functions functions) {
        this.application = application;
        this.functions = functions;
    }

    /**
     * Tells each of the functions the epoch of a head.
     *
     * @param observer the location of this router, if it has one
     */
    Uni<Void> make(MapHead told, Optional<String> observer, Collection<FunctionEndpoint> endpoints) {
        ProbeCall nothing = new ProbeCall(
                application,
                List.of(),
                List.of(),
                List.of(),
                false,
                INSTANCE_LIMIT.toMillis(),
                told.generation(),
                observer,
                "");
        List<Uni<Void>> calls = endpoints.stream()
                .map(endpoint -> tell(endpoint, nothing, told.epoch())
                        .replaceWithVoid()
                        .onFailure(FunctionFailure.class)
                        .invoke(failure -> LOG.infof(
                                "%s: epoch %3$d could not be announced to the function of %2$s: %4$s",
                                application,
                                endpoint.location(),
                                told.epoch(),
                                Text.escape(String.valueOf(failure.getMessage()))))
                        .onFailure(FunctionFailure.class)
                        .recoverWithNull())
                .toList();
        return calls.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(calls).andFailFast().replaceWithVoid();
    }

    private Uni<ProbeAnswer> tell(FunctionEndpoint endpoint, ProbeCall nothing, long epoch) {
        long started = System.nanoTime();
        return Uni.createFrom()
                .deferred(() -> functions.probe(
                        Route.direct(endpoint), nothing, epoch, ANNOUNCEMENT.minusNanos(System.nanoTime() - started)))
                .onFailure(EpochAnnouncement::isThrottled)
                .retry()
                .withBackOff(ANNOUNCED_AGAIN, ANNOUNCED_AGAIN.multipliedBy(4))
                .expireIn(ANNOUNCEMENT.minus(ANNOUNCED_AGAIN).toMillis());
    }

    /** Whether a platform refused the call, which says that the function can be reached. */
    static boolean isThrottled(Throwable failure) {
        return failure instanceof FunctionFailure known && known.problem().code() == ProblemCode.FUNCTION_THROTTLED;
    }
}
