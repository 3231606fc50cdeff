package io.farspan.telemetry.collect;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import io.farspan.home.duty.Duties;
import io.farspan.home.map.DrainResult;
import io.farspan.home.map.InstanceDrain;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.store.TelemetryStore;

/** Empties the streams of instances that are to go, where telemetry is collected; a few instances at a time. */
@Singleton
class TelemetryDrain implements InstanceDrain {

    private static final int THREADS = 4;

    /** What was logged just before is shown by the agent by then: it forces five times a second what it has. */
    private static final Duration SHOWN = Duration.ofMillis(500);

    /** Instances that are emptied at the same time. */
    private static final int MOST = 16;

    private final CollectConfig config;
    private final Collector collector;
    private final LocationRoutes routes;
    private final TelemetryStore store;
    private final Duties threads = new Duties("farspan-telemetry-drain", THREADS);
    private final Semaphore places = new Semaphore(MOST);

    TelemetryDrain(CollectConfig config, Collector collector, LocationRoutes routes, TelemetryStore store) {
        this.config = config;
        this.collector = collector;
        this.routes = routes;
        this.store = store;
    }

    @Override
    public Uni<DrainResult> drain(String application, InstanceId instance) {
        if (!collector.isEnabled()) {
            return Uni.createFrom().item(DrainResult.NOTHING);
        }
        return Uni.createFrom().emitter(emitter -> begin(application, instance, emitter));
    }

    private void begin(String application, InstanceId instance, UniEmitter<? super DrainResult> emitter) {
        if (!places.tryAcquire()) {
            emitter.fail(new FarspanException(
                    ProblemCode.PLUGIN_BUSY,
                    instance + " was not removed, because " + MOST + " other instances are being emptied. Try again"
                            + " when they have gone."));
            return;
        }
        InstanceEmptying emptying = new InstanceEmptying(
                application, instance, collector.transport(application, instance.location()), store, config.drain());
        Supplier<CollectRoute> route = () -> routes.one(application, instance.location());
        next(SHOWN, emptying, route, emitter);
    }

    private void next(
            Duration pause,
            InstanceEmptying emptying,
            Supplier<CollectRoute> route,
            UniEmitter<? super DrainResult> emitter) {
        threads.later(pause, () -> {
            Optional<DrainResult> over;
            try {
                over = emptying.step(route);
            } catch (RuntimeException | Error e) {
                places.release();
                emitter.fail(e);
                return;
            }
            if (over.isPresent()) {
                places.release();
                emitter.complete(over.get());
            } else {
                next(emptying.pause(), emptying, route, emitter);
            }
        });
    }

    @PreDestroy
    void close() {
        threads.close();
    }
}
