package io.farspan.telemetry.sampling;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.telemetry.collect.CallTime;
import io.farspan.telemetry.collect.CollectRoute;
import io.farspan.telemetry.collect.LocationTrouble;

/**
 * The sampling of one location: one call at an interval, and never two at a time. No thread waits for the answer, so that a
 * location that hangs delays no other. Thread-safe.
 */
final class LocationSampling {

    private final String application;
    private final SampleRequests requests;
    private final SampleCalls calls;
    private final LocationSamples samples;
    private final Duration interval;
    private final CallTime time;
    private final Executor threads;
    private final LocationTrouble trouble;
    private boolean underWay;
    private long next = System.nanoTime();

    /**
     * A sampling that has not begun.
     *
     * @param threads store what is answered
     */
    LocationSampling(
            String application,
            String location,
            SampleRequests requests,
            SampleCalls calls,
            LocationSamples samples,
            Duration interval,
            Duration deadline,
            Executor threads) {
        this.application = application;
        this.trouble = new LocationTrouble(application + ": sampling in " + location);
        this.requests = requests;
        this.calls = calls;
        this.samples = samples;
        this.interval = interval;
        this.time = new CallTime(deadline);
        this.threads = threads;
    }

    /** Asks these instances if it is time to. Returns at once, and never fails. */
    void begin(CollectRoute route, Set<InstanceId> instances) {
        if (!instances.isEmpty() && isDue()) {
            Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            time.within(
                            Uni.createFrom().deferred(() -> calls.send(route, call(route, instances), time.limit())),
                            "The sampling of " + route.route().location())
                    .emitOn(threads)
                    .subscribe()
                    .with(answer -> take(answer, instances, at), failure -> {
                        trouble.failed(failure);
                        end();
                    });
        }
    }

    private synchronized boolean isDue() {
        long now = System.nanoTime();
        if (underWay || now - next < 0) {
            return false;
        }
        underWay = true;
        next += interval.toNanos();
        if (next - now < 0) {
            next = now + interval.toNanos();
        }
        return true;
    }

    private FunctionCall call(CollectRoute route, Set<InstanceId> instances) {
        List<String> names = instances.stream().map(InstanceId::name).sorted().toList();
        return new FunctionCall(
                application,
                Optional.of(names),
                requests.all(),
                time.forFunctionMillis(),
                route.standInFor(),
                Optional.empty(),
                route.generation(),
                Optional.empty());
    }

    private void take(FunctionAnswer answer, Set<InstanceId> instances, Instant at) {
        try {
            SampleProblems problems = samples.take(answer, instances, at);
            trouble.report(problems.of(), problems.toString());
        } catch (RuntimeException e) {
            trouble.failed(e);
        } finally {
            end();
        }
    }

    private synchronized void end() {
        underWay = false;
    }
}
