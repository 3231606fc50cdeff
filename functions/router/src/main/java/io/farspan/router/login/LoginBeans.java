package io.farspan.router.login;

import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.ShutdownEvent;

import io.farspan.bridge.login.Throttle;
import io.farspan.home.ledger.Ledger;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.process.EssentialThread;

/** Produces the throttle that HTTP and JMX logins share, and the recorder of its results. */
@Singleton
class LoginBeans {

    private static final int SWEEP_SECONDS = 5;

    private final Clock clock;
    private final LoginRecorder recorder;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "farspan-logins");
        thread.setDaemon(true);
        return thread;
    });

    LoginBeans(Clock clock, Users users, RouterConfig config, MeterRegistry meters, Ledger ledger) {
        this.clock = clock;
        this.recorder =
                new LoginRecorder(clock, users, config.location().orElse("home"), meters, entry -> ledger.append(entry)
                        .subscribe()
                        .with(done -> {}));
        sweeper.scheduleWithFixedDelay(
                EssentialThread.duty(recorder::sweep), SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    /** The throttle's clock, which tests replace. */
    @Produces
    @DefaultBean
    @Singleton
    static Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Throttle throttle() {
        return new Throttle(clock, recorder);
    }

    /** Writes the remaining entries while the ledger is still available. */
    void stop(@Observes ShutdownEvent event) {
        sweeper.shutdown();
        recorder.close();
    }
}
