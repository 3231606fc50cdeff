package io.farspan.diagnosis;

import java.time.Duration;

import io.farspan.home.duty.Duties;
import io.farspan.provider.map.FunctionEndpoint;

/** The connection attempts to the hosts of an application's functions, single ones and bursts. */
final class HostPings {

    private static final Duration BURST_PAUSE = Duration.ofMillis(20);
    private static final int MOST_PINGS = 60;

    private final HostProber prober;
    private final Duration timeout;
    private final StallDetector stalls;
    private final Duties duties;

    HostPings(HostProber prober, Duration timeout, StallDetector stalls, Duties duties) {
        this.prober = prober;
        this.timeout = timeout;
        this.stalls = stalls;
        this.duties = duties;
    }

    /** Makes an attempt if one is due, and few enough are under way. */
    void look(LocationObservations observed, FunctionEndpoint endpoint, Duration every, long now) {
        if (now - observed.nextPing >= 0 && observed.pings.get() < MOST_PINGS) {
            observed.nextPing = now + every.toNanos();
            ping(observed, endpoint);
        }
    }

    /** Makes a burst of attempts, enough to tell what share is lost. */
    void burst(LocationObservations observed, FunctionEndpoint endpoint) {
        for (int attempt = 0; attempt < LinkMonitor.BURST; attempt++) {
            duties.later(BURST_PAUSE.multipliedBy(attempt), () -> ping(observed, endpoint));
        }
    }

    private void ping(LocationObservations observed, FunctionEndpoint endpoint) {
        observed.pings.incrementAndGet();
        prober.ping(
                endpoint,
                timeout,
                sample -> {
                    observed.pings.decrementAndGet();
                    if (sample.ok() || !stalls.tolerant()) {
                        observed.reached(sample);
                    }
                },
                observed.pings::decrementAndGet);
    }
}
