package io.farspan.router.login;

import java.time.Clock;
import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.ShutdownEvent;

import io.farspan.bridge.login.Throttle;
import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Schedule;
import io.farspan.home.ledger.Ledger;
import io.farspan.home.settings.RouterConfig;

/** Produces the throttle that HTTP and JMX logins share, and the recorder of its results. */
@Singleton
class LoginBeans {

    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final Clock clock;
    private final LoginRecorder recorder;
    private final Duties duties = new Duties("farspan-logins", 1);

    LoginBeans(Clock clock, Users users, RouterConfig config, MeterRegistry meters, Ledger ledger) {
        this.clock = clock;
        this.recorder =
                new LoginRecorder(clock, users, config.location().orElse("home"), meters, entry -> ledger.append(entry)
                        .subscribe()
                        .with(done -> {}));
        duties.begin("recording refused logins", Schedule.every(SWEEP).startingAfter(SWEEP), recorder::sweep);
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
        duties.finish();
        recorder.close();
    }
}
