package io.farspan.home.reach;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import io.farspan.home.lease.EpochAnnouncer;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;

/**
 * Announces a new epoch by calling every function once; the answers do not matter. A function that cannot be reached within a
 * second learns it from the first call that reaches it.
 */
@Singleton
class EpochAnnouncement implements EpochAnnouncer {

    private static final Logger LOG = Logger.getLogger(EpochAnnouncement.class);
    private static final Duration ANNOUNCEMENT = Duration.ofSeconds(1);
    /**
     * The time limit for instances within an announcement, so that a dead one does not keep the function from answering
     * in time.
     */
    private static final Duration INSTANCE_LIMIT = ANNOUNCEMENT.dividedBy(4);

    /** The pause before an announcement that a busy function refused is repeated. */
    private static final Duration ANNOUNCED_AGAIN = Duration.ofMillis(40);

    private final Functions functions;
    private final MapView map;
    private final Optional<String> self;

    EpochAnnouncement(Functions functions, MapView map, RouterConfig config) {
        this.functions = functions;
        this.map = map;
        this.self = config.location();
    }

    @Override
    public Uni<Void> announce(String application, MapHead head) {
        return map.routes(application, head.generation())
                .map(routes -> routes.value().functions().values())
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "%s: epoch %d could not be announced, because the map's functions cannot be read: %s",
                        application, head.epoch(), Text.escape(String.valueOf(failure.getMessage()))))
                .onFailure()
                .recoverWithItem(List.of())
                .chain(endpoints -> tellAll(application, head, endpoints))
                .ifNoItem()
                .after(ANNOUNCEMENT)
                .recoverWithUni(Uni.createFrom().voidItem());
    }

    private Uni<Void> tellAll(String application, MapHead head, Collection<FunctionEndpoint> endpoints) {
        ProbeCall nothing = new ProbeCall(
                application,
                List.of(),
                List.of(),
                List.of(),
                false,
                INSTANCE_LIMIT.toMillis(),
                head.generation(),
                self,
                "");
        List<Uni<Void>> calls = endpoints.stream()
                .map(endpoint -> tell(endpoint, nothing, head.epoch())
                        .replaceWithVoid()
                        .onFailure(FunctionFailure.class)
                        .invoke(failure -> LOG.infof(
                                "%s: epoch %3$d could not be announced to the function of %2$s: %4$s",
                                application,
                                endpoint.location(),
                                head.epoch(),
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

    private static boolean isThrottled(Throwable failure) {
        return failure instanceof FunctionFailure known && known.problem().code() == ProblemCode.FUNCTION_THROTTLED;
    }
}
