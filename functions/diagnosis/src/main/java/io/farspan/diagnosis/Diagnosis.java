package io.farspan.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.farspan.home.duty.Duties;
import io.farspan.home.lease.Quorum;
import io.farspan.home.lease.Witnesses;
import io.farspan.home.reach.Functions;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.home.settings.Applications;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapView;

/**
 * The diagnosis of every watched application: whether the application or the connection is at fault, and which routes
 * to use. Thread-safe.
 */
@Singleton
public class Diagnosis implements RouteAdvisor, Verdicts, Witnesses {

    private static final Logger LOG = Logger.getLogger(Diagnosis.class);
    private static final int MOST_WATCHED = 200;
    private static final String UNMEASURED = "nothing has been measured yet; ask again in a second";
    private static final String UNWATCHED =
            "the application is not watched: the watch limit is used up by the applications that this router manages;"
                    + " add it to " + Applications.SETTING + " to have it watched";

    private final DiagnosisConfig config;
    private final Applications applications;
    private final String observer;
    private final String mapServer;
    private final LocationMap map;
    private final MapView view;
    private final Functions functions;
    private final HostProber pinger;
    private final LargeProbes large = new LargeProbes();
    private final Watches<Watch> watches;
    private final List<Consumer<VerdictChange>> listeners = new CopyOnWriteArrayList<>();
    private final BroadcastProcessor<VerdictChange> changes = BroadcastProcessor.create();
    private final Duties duties = new Duties("farspan-diagnosis", 2);

    Diagnosis(
            DiagnosisConfig config,
            Applications applications,
            RouterConfig router,
            @ConfigProperty(name = "farspan.map.servers") String mapServers,
            LocationMap map,
            MapView view,
            Functions functions,
            HostProber pinger) {
        this.config = config;
        this.applications = applications;
        this.observer = router.location().orElse(Watch.UNNAMED);
        this.mapServer = mapServers.split(",", 2)[0].trim();
        this.map = map;
        this.view = view;
        this.functions = functions;
        this.pinger = pinger;
        int others = Math.max(0, MOST_WATCHED - applications.names().size());
        this.watches = new Watches<>(others, applications::contains, this::begin, Watch::stop);
    }

    private Watch begin(String application) {
        return new Watch(
                application, observer, mapServer, config, map, view, functions, pinger, large, duties, this::changed);
    }

    void start(@Observes StartupEvent event) {
        applications.names().forEach(watches::of);
    }

    /** The verdicts with their evidence. Reading them makes the watch attentive. */
    public Report report(String application) {
        Optional<Watch> watch = watches.of(application);
        watch.ifPresent(Watch::asked);
        return new Report(
                application,
                Instant.now(),
                observer,
                verdicts(application),
                watch.flatMap(Watch::facts).map(Report::edges).orElse(List.of()),
                watch.map(Diagnosis::probing).orElse(new Report.Probing(0, false, 0)));
    }

    private static Report.Probing probing(Watch watch) {
        long period = watch.period().toMillis();
        long locations = watch.facts().map(facts -> facts.locations().size()).orElse(0);
        return new Report.Probing(
                period, watch.attentive(), locations * Duration.ofDays(1).toMillis() / period);
    }

    /** The changes of verdicts, as a stream. */
    public Multi<VerdictChange> changes(String application) {
        watches.of(application).ifPresent(Watch::asked);
        return changes.filter(change -> change.application().equals(application));
    }

    /** Adds a listener for changes. It is called on a thread that it must not block. */
    public void onChange(Consumer<VerdictChange> listener) {
        listeners.add(listener);
    }

    @Override
    public boolean isIsolated(String application) {
        return verdicts(application).stream().anyMatch(verdict -> verdict.kind() == VerdictKind.OBSERVER_ISOLATED);
    }

    @Override
    public void acting(String application, boolean now) {
        watches.of(application).ifPresent(watch -> watch.acting(now));
    }

    /** What is the matter now; one {@code HEALTHY} when nothing is, {@code UNDETERMINED} while nothing is known. */
    public List<Verdict> verdicts(String application) {
        Optional<Watch> watch = watches.of(application);
        List<Verdict> verdicts = watch.map(Watch::verdicts).orElse(List.of());
        if (!verdicts.isEmpty()) {
            return verdicts;
        }
        boolean known = watch.flatMap(Watch::facts).stream()
                .flatMap(facts -> facts.locations().stream())
                .anyMatch(location -> location.host().measured());
        return List.of(
                known
                        ? on(application, VerdictKind.HEALTHY, 0.95, "every edge that is measured works")
                        : on(application, VerdictKind.UNDETERMINED, 0, watch.isPresent() ? UNMEASURED : UNWATCHED));
    }

    private static Verdict on(String application, VerdictKind kind, double confidence, String evidence) {
        return new Verdict(
                kind, new Component.Application(application), confidence, Instant.now(), List.of(evidence), 0);
    }

    @Override
    public Problem judged(String application, InstanceId id, Problem problem) {
        return judged(application, id.location(), new Component.Instance(id.location(), id.name()), problem);
    }

    @Override
    public Problem judged(String application, String location, Problem problem) {
        return judged(application, location, new Component.Location(location), problem);
    }

    private Problem judged(String application, String location, Component component, Problem problem) {
        return problem.because(watches.of(application).map(Watch::verdicts).orElse(List.of()).stream()
                .filter(verdict -> verdict.component().equals(component)
                        || verdict.kind() == VerdictKind.OBSERVER_ISOLATED
                        || (verdict.component().concerns(location)
                                && !(verdict.component() instanceof Component.Instance)))
                .min(Comparator.comparing(verdict -> verdict.component().equals(component) ? 0 : rank(verdict.kind())))
                .orElseGet(() -> new Verdict(
                        VerdictKind.UNDETERMINED,
                        component,
                        0.3,
                        Instant.now(),
                        List.of("this call failed"
                                + problem.stage()
                                        .map(stage -> " at " + stage.name().toLowerCase(Locale.ROOT))
                                        .orElse("")
                                + " with " + problem.code() + "; the edges are being probed"),
                        0)));
    }

    private static int rank(VerdictKind kind) {
        return switch (kind.cause()) {
            case LOCATION -> 1;
            case FUNCTION -> 2;
            case CONNECTION -> 3;
            case APPLICATION -> 4;
            default -> 5;
        };
    }

    /** Whether an instance is known to be down. */
    public boolean isDown(String application, InstanceId id) {
        return known(application)
                .anyMatch(verdict -> isOf(
                                verdict, VerdictKind.APP_DOWN, new Component.Instance(id.location(), id.name()))
                        || isOf(verdict, VerdictKind.LOCATION_UNREACHABLE, new Component.Location(id.location())));
    }

    @Override
    public boolean isAgentSilent(String application, InstanceId id) {
        return isDown(application, id)
                || known(application)
                        .anyMatch(verdict -> isOf(
                                verdict, VerdictKind.AGENT_DOWN, new Component.Instance(id.location(), id.name())));
    }

    private Stream<Verdict> known(String application) {
        return watches.known(application).stream().flatMap(watch -> watch.verdicts().stream());
    }

    private static boolean isOf(Verdict verdict, VerdictKind kind, Component component) {
        return verdict.kind() == kind && verdict.component().equals(component);
    }

    /**
     * How long ago the router of a standby's location has probed a function, if any function has told so: a router that
     * probes is one that reads the map and watches the lease.
     */
    public Optional<Duration> probedBy(String application, String standby) {
        Optional<Watch> watch = watches.of(application);
        watch.ifPresent(Watch::asked);
        return watch.flatMap(it -> it.probedBy(standby));
    }

    @Override
    public Quorum seeHome(String application) {
        Optional<Watch> watch = watches.of(application);
        List<LocationFacts> all =
                watch.flatMap(Watch::facts).map(Facts::locations).orElse(List.of());
        List<String> evidence = new ArrayList<>();
        int answering = 0;
        int missing = 0;
        for (LocationFacts location : all) {
            EdgeState seen =
                    watch.map(it -> it.homeSeenFrom(location.location())).orElse(EdgeState.UNKNOWN);
            if (location.function().ok() && seen.measured()) {
                answering++;
                missing += seen.fails() ? 1 : 0;
            }
            evidence.add(seen.evidence("function " + location.location() + "→home"));
        }
        return new Quorum(all.size(), answering, missing, evidence);
    }

    @Override
    public RouteChoice advise(String application, String location) {
        Optional<Watch> watch = watches.of(application);
        watch.ifPresent(Watch::asked);
        for (Verdict verdict : watch.map(Watch::verdicts).orElse(List.of())) {
            boolean link = verdict.component().equals(Component.link(observer, location))
                    && (verdict.kind() == VerdictKind.LINK_DOWN || verdict.kind() == VerdictKind.LINK_ONE_WAY);
            boolean function = verdict.kind() == VerdictKind.FUNCTION_DOWN
                    && verdict.component().equals(new Component.Function(location));
            if (link || function) {
                List<RouteChoice> routes = AlternativeRoutes.around(watch.flatMap(Watch::facts), location, function);
                return routes.isEmpty() ? DIRECT : routes.get(0);
            }
        }
        return DIRECT;
    }

    @Override
    public List<RouteChoice> alternatives(String application, String location, Set<String> others) {
        List<RouteChoice> known =
                AlternativeRoutes.around(watches.of(application).flatMap(Watch::facts), location, false);
        if (!known.isEmpty()) {
            return known;
        }
        return others.stream()
                .filter(other -> !other.equals(location))
                .sorted()
                .limit(1)
                .flatMap(other ->
                        List.of(new RouteChoice(RouteKind.RELAYED, other), new RouteChoice(RouteKind.STAND_IN, other))
                                .stream())
                .toList();
    }

    @Override
    public void failed(String application, String location, Problem problem) {
        watches.of(application).ifPresent(watch -> watch.failed(location, problem));
    }

    @Override
    public void began(String application, String location) {
        watches.of(application).ifPresent(watch -> watch.calling(location, true));
    }

    @Override
    public void ended(String application, String location) {
        watches.of(application).ifPresent(watch -> watch.calling(location, false));
    }

    @Override
    public void answered(String application, String location, boolean direct) {
        watches.of(application).ifPresent(watch -> watch.answered(location, direct));
    }

    @Override
    public Consumer<Optional<List<Outcome>>> asking(
            String application, String location, Optional<List<String>> names, Duration left) {
        return watches.of(application)
                .map(watch -> watch.calls(location))
                .<Consumer<Optional<List<Outcome>>>>map(calls -> {
                    OwnCalls.Call call = calls.begin(names, left);
                    return outcomes -> calls.end(call, outcomes);
                })
                .orElse(outcomes -> {});
    }

    /**
     * Records a heartbeat, and says after which time the next one is due. Fails with {@code NOT_HOME} when this router is
     * not home, and with {@code INSTANCE_UNKNOWN} when the map does not have the instance.
     */
    Uni<Duration> heard(String application, InstanceId id) {
        applications.requireManaged(application);
        return watches.of(application)
                .map(watch -> watch.heard(id))
                .orElseThrow(() -> new IllegalStateException("A managed application is always watched"));
    }

    /** The applications whose watch stalls, so that their verdicts are old. */
    List<String> standingStill() {
        return watches.which(Watch::standsStill);
    }

    private void changed(VerdictChange change) {
        change.after()
                .ifPresent(verdict -> LOG.infof(
                        "%s: %s of %s, since %s, because: %s",
                        change.application(),
                        verdict.kind(),
                        verdict.component(),
                        verdict.since(),
                        Text.escape(String.join("; ", verdict.evidence()))));
        change.before()
                .ifPresent(verdict ->
                        LOG.infof("%s: no longer %s of %s", change.application(), verdict.kind(), verdict.component()));
        changes.onNext(change);
        listeners.forEach(listener -> listener.accept(change));
    }

    @PreDestroy
    void close() {
        duties.close();
    }
}
