package io.farspan.telemetry.collect;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import io.farspan.home.map.DrainResult;
import io.farspan.home.reach.FunctionFailure;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.telemetry.store.TelemetryStore;

/** Reads one instance until home holds all of its streams, or as long as that is worth while. Not thread-safe. */
final class InstanceEmptying {

    /** More calls than this in a row do not fail by chance. */
    private static final int MOST_FAILURES = 3;

    private static final Duration AFTER_RECORDS = Duration.ofMillis(50);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

    private final String application;
    private final InstanceId instance;
    private final LocationTransport transport;
    private final TelemetryStore store;
    private final long limitNanos;
    private final long began = System.nanoTime();
    private int failures;

    InstanceEmptying(
            String application,
            InstanceId instance,
            LocationTransport transport,
            TelemetryStore store,
            Duration limit) {
        this.application = application;
        this.instance = instance;
        this.transport = transport;
        this.store = store;
        this.limitNanos = limit.toNanos();
    }

    /**
     * Reads once; what it has come to when that was the last time. Blocks. Fails when it cannot be told: with
     * {@code NOT_HOME}, or when map or store cannot be reached.
     */
    Optional<DrainResult> step(Supplier<CollectRoute> route) {
        DrainStep step;
        try {
            step = transport.drain(route.get(), instance);
        } catch (FunctionFailure e) {
            return failed(e.problem().detail());
        } catch (FarspanException e) {
            switch (e.code()) {
                case NOT_HOME, STORE_UNREACHABLE, MAP_UNREACHABLE, APPLICATION_UNKNOWN -> throw e;
                default -> {
                    return failed(e.problem().detail());
                }
            }
        } catch (RuntimeException e) {
            return failed(String.valueOf(e.getMessage()));
        }
        if (step.ends().isEmpty()) {
            return failed(
                    step.problems().isEmpty()
                            ? "the function does not say where its streams end; install this release's"
                            : step.problems());
        }
        failures = 0;
        return step.isComplete() || isOver() ? Optional.of(judge(step)) : Optional.empty();
    }

    /** How long to wait before the next reading. */
    Duration pause() {
        return failures > 0 ? AFTER_FAILURE : AFTER_RECORDS;
    }

    private boolean isOver() {
        return System.nanoTime() - began >= limitNanos;
    }

    private Optional<DrainResult> failed(String why) {
        return ++failures >= MOST_FAILURES || isOver()
                ? Optional.of(remains().notAsked(why.replaceFirst("\\.$", "")))
                : Optional.empty();
    }

    private DrainResult judge(DrainStep step) {
        return remains().of(step.ends().orElseThrow(), step.problems());
    }

    private Remains remains() {
        return Remains.of(application, instance, store);
    }
}
