package io.farspan.router.call;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.home.gate.Gate;
import io.farspan.home.settings.Applications;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.process.EssentialThread;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.MapView;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Makes the first calls to each location before anybody else does, so that a tool's first call does not pay for loading
 * classes, opening connections and starting functions. A location that joins later is warmed when the map shows it. A
 * location that does not answer is left alone after a few attempts, until its function moves.
 */
@Singleton
class Warmup {

    private static final Logger LOG = Logger.getLogger(Warmup.class);
    private static final Duration STEP = Duration.ofMillis(250);
    private static final Duration LIMIT = Duration.ofSeconds(12);
    private static final int MOST_ATTEMPTS = 3;
    private static final Person SELF = new Person("farspan", Roles.VIEWER::equals);

    private final Applications applications;
    private final MapView map;
    private final Gate gate;
    private final int rounds;
    private final Map<String, Set<FunctionEndpoint>> warmed = new ConcurrentHashMap<>();
    private final Map<FunctionEndpoint, Integer> attempts = new ConcurrentHashMap<>();
    private final Set<String> looked = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService steps =
            Executors.newSingleThreadScheduledExecutor(task -> EssentialThread.daemon(task, "farspan-warmup"));

    Warmup(Applications applications, MapView map, Gate gate, RouterConfig config) {
        this.applications = applications;
        this.map = map;
        this.gate = gate;
        this.rounds = config.warmUpCalls();
    }

    void start(@Observes StartupEvent event) {
        if (rounds > 0) {
            steps.scheduleWithFixedDelay(
                    EssentialThread.duty(() -> applications.names().forEach(this::step)),
                    0,
                    STEP.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    /** Whether every application was looked at once: what could be warmed is warm. */
    boolean isDone() {
        return rounds == 0 || looked.containsAll(applications.names());
    }

    private void step(String application) {
        try {
            Set<FunctionEndpoint> cold = cold(application);
            if (!cold.isEmpty()) {
                warm(application, cold);
            }
        } catch (RuntimeException e) {
            // The application may not be in the map yet, or the map not be reached; the next step looks again.
            LOG.debugf("%s: nothing to warm yet: %s", application, Text.escape(String.valueOf(e.getMessage())));
        }
        looked.add(application);
    }

    private Set<FunctionEndpoint> cold(String application) {
        Set<FunctionEndpoint> cold =
                new HashSet<>(await(map.head(application).chain(head -> map.routes(application, head.generation())))
                        .value()
                        .functions()
                        .values());
        cold.removeAll(warmed.getOrDefault(application, Set.of()));
        return cold;
    }

    private void warm(String application, Set<FunctionEndpoint> cold) {
        long started = System.nanoTime();
        Set<String> locations = new TreeSet<>();
        cold.forEach(endpoint -> locations.add(endpoint.location()));
        for (int round = 0; round < rounds && !locations.isEmpty(); round++) {
            locations.removeAll(silent(locations, call(application, locations)));
        }
        cold.stream()
                .filter(endpoint -> locations.contains(endpoint.location())
                        || attempts.merge(endpoint, 1, Integer::sum) == MOST_ATTEMPTS)
                .forEach(endpoint -> warmed.computeIfAbsent(application, name -> ConcurrentHashMap.newKeySet())
                        .add(endpoint));
        if (!locations.isEmpty()) {
            LOG.infof(
                    "%s: warm: %d calls to %s in %d ms",
                    application, rounds, locations, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
        }
    }

    /** As a tool's call, from the bytes of its body to the bytes of its answer. */
    private UnifiedAnswer call(String application, Set<String> locations) {
        String body =
                """
                {"select":{"locations":["%s"]},"deadlineMs":10000,"unify":["sum","max"],
                 "requests":[{"type":"read","mbean":"java.lang:type=Memory","attribute":"HeapMemoryUsage"}]}
                """
                        .formatted(String.join("\",\"", locations));
        UnifiedAnswer answer = await(gate.port(SELF)
                .call(
                        CallRequest.parse(application, body.getBytes(UTF_8)),
                        TraceContext.continueFrom(Optional.empty())));
        Json.write(answer);
        return answer;
    }

    /** The locations that nothing came from; one without instances has nothing to say and is as warm as it gets. */
    private static List<String> silent(Set<String> locations, UnifiedAnswer answer) {
        return locations.stream()
                .filter(location -> answer.problems().containsKey(location)
                        || answer.outcomes().stream()
                                .anyMatch(outcome -> outcome.location().equals(location)
                                        && outcome.problem().isPresent()))
                .toList();
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(LIMIT);
    }

    @PreDestroy
    void close() {
        steps.shutdownNow();
    }
}
