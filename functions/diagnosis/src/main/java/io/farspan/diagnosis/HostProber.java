package io.farspan.diagnosis;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLSocketFactory;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.http.StagedConnection;
import io.farspan.protocol.http.Trust;
import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.process.EssentialThread;
import io.farspan.provider.map.FunctionEndpoint;

/** Tries connections to functions' hosts without invoking the functions, many at a time. */
@Singleton
class HostProber {

    private static final int MOST = 128;

    /** An attempt that ends this much after its timeout was delayed on this machine, not on the network. */
    private static final double OWN_DELAY_MS = 250;

    private final SSLSocketFactory trust;
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            0,
            MOST,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> EssentialThread.daemon(task, "farspan-ping"));

    HostProber(RouterConfig config) {
        this.trust = Trust.of(config.trustedCertificates());
    }

    /**
     * Tries a connection to {@code endpoint}. The result arrives on another thread; {@code dropped} is called instead
     * when this machine is too busy.
     */
    void ping(FunctionEndpoint endpoint, Duration timeout, Consumer<EdgeLog.Sample> result, Runnable dropped) {
        StagedConnection.Destination target =
                new StagedConnection.Destination(endpoint.host(), endpoint.address(), endpoint.port(), endpoint.tls());
        try {
            workers.execute(() -> {
                EdgeLog.Sample sample = attempt(target, timeout);
                if (sample.ok() || sample.millis() < timeout.toMillis() + OWN_DELAY_MS) {
                    result.accept(sample);
                } else {
                    dropped.run();
                }
            });
        } catch (RejectedExecutionException e) {
            dropped.run();
        }
    }

    private EdgeLog.Sample attempt(StagedConnection.Destination target, Duration timeout) {
        long started = System.nanoTime();
        try {
            double took = StagedConnection.ping(target, trust, timeout);
            return new EdgeLog.Sample(
                    started, System.nanoTime(), Reach.Ending.REACHED, Optional.empty(), took, Optional.empty());
        } catch (StagedConnection.Failure e) {
            long ended = System.nanoTime();
            return new EdgeLog.Sample(
                    started,
                    ended,
                    e.answered() ? Reach.Ending.REFUSED : Reach.Ending.SILENT,
                    Optional.of(e.stage()),
                    (ended - started) / 1e6,
                    Optional.of(String.valueOf(e.getMessage())));
        }
    }

    @PreDestroy
    void close() {
        workers.shutdownNow();
    }
}
