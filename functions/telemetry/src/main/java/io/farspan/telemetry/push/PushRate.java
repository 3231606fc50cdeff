package io.farspan.telemetry.push;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much may be taken for each location: so many bytes a second, of which ten seconds are saved up. One push may overdraw what
 * is saved; the next ones then wait. Thread-safe.
 */
final class PushRate {

    private static final int SAVED_SECONDS = 10;

    /** More locations than anybody has; only an admin can make them up. */
    private static final int MOST = 10_000;

    private final double perNano;
    private final double most;
    private final LongSupplier nanoTime;
    private final Map<PushTarget, Account> accounts = new HashMap<>();

    PushRate(long bytesPerSecond, LongSupplier nanoTime) {
        this.perNano = bytesPerSecond / (double) TimeUnit.SECONDS.toNanos(1);
        this.most = (double) bytesPerSecond * SAVED_SECONDS;
        this.nanoTime = nanoTime;
    }

    /** What is saved for a location, and since when. */
    private record Account(double saved, long at) {}

    /** Takes so many bytes; false when too many were taken before. */
    synchronized boolean take(PushTarget target, long bytes) {
        long now = nanoTime.getAsLong();
        if (accounts.size() >= MOST) {
            accounts.clear();
        }
        Account before = accounts.getOrDefault(target, new Account(most, now));
        double saved = Math.min(most, before.saved() + (now - before.at()) * perNano);
        boolean granted = saved > 0;
        accounts.put(target, new Account(granted ? saved - bytes : saved, now));
        return granted;
    }
}
