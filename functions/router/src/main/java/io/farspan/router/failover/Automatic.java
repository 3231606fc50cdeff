package io.farspan.router.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;
import io.farspan.router.diagnosis.Diagnosis;
import io.farspan.router.diagnosis.DiagnosisConfig;
import io.farspan.router.home.HomeRole;

/**
 * Moves traffic without anybody asking, where that is allowed: at once away from what is down, step by step away from
 * what is degraded, back again when a step makes it worse. Never because of a link.
 */
@Singleton
class Automatic {

    private static final Logger LOG = Logger.getLogger(Automatic.class);
    private static final long STEP_MILLIS = 200;
    private static final Duration BESIDE_VERIFYING = Duration.ofSeconds(15);

    private final FailoverConfig config;
    private final List<String> applications;
    private final Diagnosis diagnosis;
    private final Failover failover;
    private final HomeRole home;
    private final MapView map;
    private final SafetyRules rules;
    private final Duration limit;
    private final Map<String, Draining> draining = new ConcurrentHashMap<>();
    private final Map<String, Instant> tried = new ConcurrentHashMap<>();
    private final Map<String, String> refused = new ConcurrentHashMap<>();
    private final ScheduledExecutorService steps = Executors.newScheduledThreadPool(4, task -> {
        Thread thread = new Thread(task, "farspan-failover");
        thread.setDaemon(true);
        return thread;
    });

    Automatic(
            FailoverConfig config,
            DiagnosisConfig watched,
            Diagnosis diagnosis,
            Failover failover,
            HomeRole home,
            MapView map) {
        this.config = config;
        this.applications = watched.applications().orElse(List.of());
        this.diagnosis = diagnosis;
        this.failover = failover;
        this.home = home;
        this.map = map;
        this.rules = new SafetyRules(config);
        this.limit = config.verify().plus(BESIDE_VERIFYING);
    }

    /** A location that is being emptied: what it had at first, how many steps were made, and when the last one was. */
    private record Draining(String location, Map<String, Integer> original, int steps, Instant last) {}

    void start(@Observes StartupEvent event) {
        if (config.automatic()) {
            for (String application : applications) {
                steps.scheduleWithFixedDelay(() -> step(application), STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void step(String application) {
        try {
            if (!home.isHome(application)) {
                draining.remove(application);
                return;
            }
            diagnosis.acting(application, true);
            List<Verdict> verdicts = diagnosis.verdicts(application);
            Draining under = draining.get(application);
            if (under != null) {
                drain(application, under, verdicts);
                return;
            }
            if (verdicts.stream().anyMatch(verdict -> verdict.kind().mayShift())) {
                consider(application, verdicts);
            } else {
                refused.remove(application);
            }
        } catch (FarspanException e) {
            // Told once; the ledger has it too.
            String why = e.problem().detail();
            if (!why.equals(refused.put(application, why))) {
                LOG.warnf("%s: traffic stays where it is: %s", application, why);
            }
        } catch (RuntimeException e) {
            LOG.warnf(e, "%s: a step of the automatic failover failed", application);
        }
    }

    private void consider(String application, List<Verdict> verdicts) {
        Routes routes = await(map.head(application).chain(head -> map.routes(application, head.generation())))
                .value();
        Map<String, Integer> weights = Move.weights(routes.traffic());
        int others = routes.functions().size() - 1;
        for (Map.Entry<String, Integer> weight : weights.entrySet()) {
            String location = weight.getKey();
            if (weight.getValue() == 0) {
                continue;
            }
            long instances = await(failover.instances(application, location));
            Optional<Verdict> down = SafetyRules.allowsLeaving(location, verdicts, instances, others);
            if (down.isPresent()) {
                if (!mayTry(application, location, down.get())) {
                    continue;
                }
                Plan plan = await(failover.leaveAutomatically(application, location, 0, down.get(), true));
                LOG.infof("%s: traffic left %s: %s", application, location, plan.diff());
                return;
            }
            Optional<Verdict> degraded = rules.allowsDraining(location, verdicts, instances, Instant.now());
            if (degraded.isPresent() && mayTry(application, location, degraded.get())) {
                await(failover.leaveAutomatically(
                        application, location, config.steps().get(0), degraded.get(), true));
                draining.put(application, new Draining(location, weights, 1, Instant.now()));
                return;
            }
        }
    }

    /** A move that was refused is not tried again five times a second; a second later things may be otherwise. */
    private boolean mayTry(String application, String location, Verdict because) {
        String key = application + " " + location;
        Instant last = tried.get(key);
        Instant now = Instant.now();
        if (last != null && last.plusSeconds(1).isAfter(now)) {
            return false;
        }
        tried.put(key, now);
        LOG.debugf("%s: leaving %s because of %s", application, location, because);
        return true;
    }

    private void drain(String application, Draining under, List<Verdict> verdicts) {
        if (under.last.plus(config.soak()).isAfter(Instant.now())) {
            List<String> gaining = under.original.keySet().stream()
                    .filter(location -> !location.equals(under.location))
                    .toList();
            Optional<Verdict> worse = verdicts.stream()
                    .filter(verdict -> verdict.kind().mayShift()
                            && verdict.since().isAfter(under.last)
                            && gaining.stream().anyMatch(location -> Diagnosis.concerns(verdict, location)))
                    .findAny();
            if (worse.isPresent()) {
                draining.remove(application);
                await(failover.rollBack(
                        application,
                        under.original,
                        "rolled back: " + worse.get().kind() + " of "
                                + worse.get().component() + " came with the move"));
                LOG.warnf("%s: the move away from %s was rolled back", application, under.location);
            }
            return;
        }
        long instances = await(failover.instances(application, under.location));
        Optional<Verdict> still = rules.allowsDraining(under.location, verdicts, instances, Instant.now());
        if (still.isEmpty() || under.steps >= config.steps().size()) {
            draining.remove(application);
            return;
        }
        int kept = config.steps().get(under.steps);
        int before = config.steps().get(under.steps - 1);
        int ofPresent = before == 0 ? 0 : kept * Move.WHOLE / before;
        await(failover.leaveAutomatically(application, under.location, ofPresent, still.get(), false));
        draining.put(application, new Draining(under.location, under.original, under.steps + 1, Instant.now()));
    }

    private <T> T await(Uni<T> answer) {
        return answer.await().atMost(limit);
    }

    @PreDestroy
    void close() {
        steps.shutdownNow();
    }
}
