package io.farspan.local.dns;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What keeps a loop from spinning while its socket is broken or the process is out of file descriptors: 10 ms after the
 * first failure, twice that after each further one, a second at most.
 */
final class Backoff {

    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

    private long next = FIRST;

    void afterFailure() {
        LockSupport.parkNanos(next);
        next = Math.min(LONGEST, next * 2);
    }

    void over() {
        next = FIRST;
    }
}
