package io.farspan.telemetry.follow;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.telemetry.store.StoredLog;

/** Which records somebody follows. Thread-safe. */
@FunctionalInterface
public interface Wanted {

    /**
     * Whether this one is wanted.
     *
     * @param deadline when it must be known, as by {@link System#nanoTime}
     * @throws FarspanException {@code TOO_MUCH} when it is not, which ends the following
     */
    boolean test(StoredLog record, long deadline);
}
