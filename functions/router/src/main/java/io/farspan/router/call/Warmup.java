package io.farspan.router.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Schedule;
import io.farspan.home.gate.Gate;
import io.farspan.home.settings.Applications;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.MapView;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Makes the first calls to each location itself, so that a tool's first call does not pay for loading classes, opening
 * connections and starting functions. A location that joins later is warmed as soon as the map shows it.
 */
@Singleton
class Warmup {

    private static final Logger LOG = Logger.getLogger(Warmup.class);
    private static final Schedule EVERY = Schedule.every(Duration.ofMillis(250)).growingTo(Duration.ofSeconds(5));
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int THREADS = 2;
    private static final Person SELF = new Person("farspan", Roles.VIEWER::equals);

    private final Applications applications;
    private final MapView map;
    private final Gate gate;
    private final List<FirstUse> uses;
    private final int calls;
    private final Set<String> used = ConcurrentHashMap.newKeySet();
    private final Set<String> attempted = ConcurrentHashMap.newKeySet();
    private final Duties duties = new Duties("farspan-warmup", THREADS);

    Warmup(Applications applications, MapView map, Gate gate, @All List<FirstUse> uses, CallConfig config) {
        this.uses = uses;
        this.applications = applications;
        this.map = map;
        this.gate = gate;
        this.calls = config.warmUpCalls();
    }

    void start(@Observes StartupEvent event) {
        if (calls == 0) {
            return;
        }
        for (String application : applications.names()) {
            ApplicationWarmup warmup =
                    new ApplicationWarmup(calls, location -> call(application, location), System::nanoTime);
            duties.begin("warming up " + application, EVERY, () -> step(application, warmup));
        }
    }

    /** Whether each application's locations were tried once: what could be warmed is warm. */
    boolean isDone() {
        return calls == 0 || attempted.containsAll(applications.names());
    }

    private void step(String application, ApplicationWarmup warmup) {
        long started = System.nanoTime();
        try {
            Set<String> warmed = map.head(application)
                    .chain(head -> map.routes(application, head.generation()))
                    .chain(routes -> warmup.warm(routes.value().functions().values()))
                    .await()
                    .atMost(LIMIT);
            if (!warmed.isEmpty() && warmup.isDone() && used.add(application)) {
                uses.forEach(use -> make(use, application));
            }
            if (!warmed.isEmpty()) {
                LOG.infof(
                        "%s: %s answered %d warm-up calls each in %d ms, %s",
                        application,
                        warmed,
                        calls,
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started),
                        warmup.isDone() ? "all locations are warm" : "others have not answered yet");
            }
        } catch (FarspanException e) {
            if (e.code() == ProblemCode.MAP_UNREACHABLE) {
                throw e;
            }
            LOG.debugf("%s: nothing to warm yet: %s", application, e.getMessage());
        }
        attempted.add(application);
    }

    /** A failure here makes the first tool wait a little longer; it must not keep the router from becoming ready. */
    private void make(FirstUse use, String application) {
        try {
            use.make(application, gate.port(SELF));
        } catch (RuntimeException e) {
            LOG.warnf(
                    e,
                    "%s: %s could not be used beforehand",
                    application,
                    use.getClass().getSimpleName());
        }
    }

    /** A call as a tool makes it, from the bytes of its body to the bytes of its answer. */
    private Uni<UnifiedAnswer> call(String application, String location) {
        String body =
                """
                {"select":{"locations":["%s"]},"deadlineMs":3000,"unify":["sum","max"],
                 "requests":[{"type":"read","mbean":"java.lang:type=Memory","attribute":"HeapMemoryUsage"}]}
                """
                        .formatted(location);
        return gate.port(SELF)
                .call(CallRequest.parse(application, body.getBytes(UTF_8)), TraceContext.continueFrom(Optional.empty()))
                .invoke(answer -> Json.write(answer));
    }

    @PreDestroy
    void close() {
        duties.close();
    }
}
