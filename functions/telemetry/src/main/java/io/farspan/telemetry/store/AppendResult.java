package io.farspan.telemetry.store;

import java.util.function.LongFunction;

/** What became of a batch. */
public sealed interface AppendResult {

    /**
     * It is durable.
     *
     * @param next the checkpoint after it
     */
    record Appended(long next) implements AppendResult {

        @Override
        public <T> T fold(LongFunction<T> appended, LongFunction<T> stale) {
            return appended.apply(next);
        }
    }

    /**
     * Nothing of it was stored: the stream's checkpoint is another than the batch follows.
     *
     * @param next the checkpoint
     */
    record StaleCheckpoint(long next) implements AppendResult {

        @Override
        public <T> T fold(LongFunction<T> appended, LongFunction<T> stale) {
            return stale.apply(next);
        }
    }

    /** One of the two, each with the checkpoint as it is now. */
    <T> T fold(LongFunction<T> appended, LongFunction<T> stale);
}
