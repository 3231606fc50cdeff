package io.farspan.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import io.farspan.diagnosis.Diagnosis;
import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Schedule;
import io.farspan.home.lease.Leases;
import io.farspan.home.settings.Applications;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;

/** Carries out what each application's {@link FailoverPolicy} decides, while this router is its home. */
@Singleton
class AutomaticFailover {

    private static final Logger LOG = Logger.getLogger(AutomaticFailover.class);
    private static final Duration STEP = Duration.ofMillis(200);
    private static final Duration MARGIN = Duration.ofSeconds(15);

    /** The pause before a refused move is tried again; without it a refusal would repeat at every step. */
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    private final FailoverConfig config;
    private final List<String> applications;
    private final Diagnosis diagnosis;
    private final Failover failover;
    private final Leases home;
    private final MapView map;
    private final Duration limit;
    private final Duties duties = new Duties("farspan-failover", 4);

    AutomaticFailover(
            FailoverConfig config,
            Applications applications,
            Diagnosis diagnosis,
            Failover failover,
            Leases home,
            MapView map) {
        this.config = config;
        this.applications = applications.names();
        this.diagnosis = diagnosis;
        this.failover = failover;
        this.home = home;
        this.map = map;
        this.limit = config.verify().plus(MARGIN);
    }

    void start(@Observes StartupEvent event) {
        if (config.automatic()) {
            for (String application : applications) {
                ApplicationFailover failover = new ApplicationFailover(application);
                duties.begin(
                        "the automatic failover of " + application,
                        Schedule.every(STEP).startingAfter(STEP),
                        failover::step);
            }
        }
    }

    /** The failover of one application. Its steps run one after another. */
    private final class ApplicationFailover {

        private final String application;
        private final FailoverPolicy policy = new FailoverPolicy(config);
        private Instant notBefore = Instant.MIN;
        private String refused = "";

        ApplicationFailover(String application) {
            this.application = application;
        }

        void step() {
            try {
                if (!home.isHome(application)) {
                    policy.forget();
                    return;
                }
                diagnosis.acting(application, true);
                List<Verdict> verdicts = diagnosis.verdicts(application);
                if (!policy.isConcerned(verdicts)) {
                    refused = "";
                    failover.forgetRefusal(application);
                } else if (!Instant.now().isBefore(notBefore)) {
                    applyNextStep(verdicts);
                }
            } catch (FarspanException e) {
                // Logged once per reason; the ledger records it, too.
                String why = e.problem().detail();
                if (!why.equals(refused)) {
                    LOG.warnf("%s: automatic failover refused, traffic stays where it is: %s", application, why);
                }
                refused = why;
            }
        }

        private void applyNextStep(List<Verdict> verdicts) {
            Routes routes = await(map.head(application).chain(head -> map.routes(application, head.generation())))
                    .value();
            Map<String, Integer> weights = Move.weights(routes.traffic());
            Map<String, Long> instances = new HashMap<>();
            weights.keySet()
                    .forEach(location -> instances.put(location, await(failover.instances(application, location))));
            FailoverPolicy.Snapshot seen = new FailoverPolicy.Snapshot(
                    verdicts, weights, instances, routes.functions().size(), Instant.now());
            Optional<FailoverPolicy.Step> step = policy.next(seen);
            if (step.isPresent()) {
                notBefore = seen.now().plus(RETRY_PAUSE);
                Map<String, Integer> after = await(step.get()
                        .fold(
                                away -> failover.leaveAutomatically(application, away),
                                back -> failover.rollBack(application, back)));
                policy.applied(step.get(), seen, after);
                LOG.infof("%s: traffic moved from %s to %s: %s", application, weights, after, step.get());
            }
        }
    }

    private <T> T await(Uni<T> answer) {
        return answer.await().atMost(limit);
    }

    @PreDestroy
    void close() {
        duties.close();
    }
}
