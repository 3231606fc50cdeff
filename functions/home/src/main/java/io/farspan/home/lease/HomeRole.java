package io.farspan.home.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Duty;
import io.farspan.home.duty.Schedule;
import io.farspan.home.ledger.Ledger;
import io.farspan.home.ledger.LedgerEntry;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.call.Text;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.LiteralAddress;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.ToolEndpoint;

/** Renews this router's leases, or watches those of another router and takes over when they lapse. */
@Singleton
public class HomeRole {

    private static final Logger LOG = Logger.getLogger(HomeRole.class);
    private static final Duration STEP = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final Duration STANDSTILL = Duration.ofSeconds(60);

    private final Optional<String> self;
    private final HomeConfig config;
    private final Leases leases;
    private final LocationMap map;
    private final MapView view;
    private final Witnesses witnesses;
    private final EpochAnnouncer announcer;
    private final Ledger ledger;
    private final Supplier<ClockReading> clock;
    private final Map<String, Duty> keeping = new ConcurrentHashMap<>();
    private final Duties duties = new Duties("farspan-home", 2);

    @Inject
    HomeRole(
            RouterConfig router,
            HomeConfig config,
            Leases leases,
            LocationMap map,
            MapView view,
            Witnesses witnesses,
            EpochAnnouncer announcer,
            Ledger ledger) {
        this(router, config, leases, map, view, witnesses, announcer, ledger, ClockReading::now);
    }

    HomeRole(
            RouterConfig router,
            HomeConfig config,
            Leases leases,
            LocationMap map,
            MapView view,
            Witnesses witnesses,
            EpochAnnouncer announcer,
            Ledger ledger,
            Supplier<ClockReading> clock) {
        this.self = router.location();
        this.config = config;
        this.leases = leases;
        this.map = map;
        this.view = view;
        this.witnesses = witnesses;
        this.announcer = announcer;
        this.ledger = ledger;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        // The fence and the takeover count on a step twice a second, whether the last one failed or not.
        self.ifPresent(location -> leases.all()
                .forEach((application, lease) -> keeping.put(
                        application,
                        duties.begin(
                                "checking or renewing the lease of " + application,
                                Schedule.every(STEP),
                                () -> step(application, location, lease)))));
    }

    /**
     * Applications whose lease has not been checked for long, because the loop stalls: this router neither renews nor
     * takes over their lease.
     */
    List<String> standingStill() {
        return keeping.entrySet().stream()
                .filter(duty -> duty.getValue().standsStill(STANDSTILL))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    void step(String application, String location, Lease lease) {
        ClockReading started = clock.get();
        MapHead head = await(map.head(application));
        lease.read(head, started);
        if (lease.named()) {
            keep(application, location, lease, head);
            return;
        }
        // A standby that may have to take over needs current observations.
        witnesses.acting(application, lease.still().compareTo(config.takeover().dividedBy(2)) > 0);
        if (lease.takeoverDue()) {
            takeOver(application, location, lease, head);
        }
    }

    private void keep(String application, String location, Lease lease, MapHead head) {
        if (witnesses.isIsolated(application)) {
            return; // it fences itself by letting the lease expire
        }
        boolean arrived = lease.mayAct().isEmpty();
        if (!lease.renewalDue(config.renew())) {
            return;
        }
        List<MapChange.Edit> edits = new ArrayList<>();
        if (arrived) {
            // A previous home may have crashed between the new epoch and the changes that follow from it.
            tool().ifPresent(tool -> {
                if (!await(map.routes(application)).tool().equals(Optional.of(tool))) {
                    edits.add(new MapChange.PutTool(tool));
                }
            });
        }
        ClockReading started = clock.get();
        MapChange change = edits.isEmpty() ? MapChange.renewal(head) : MapChange.of(head, edits);
        if (await(map.commit(change)) instanceof CommitResult.Committed committed) {
            if (arrived) {
                await(announcer.announce(application, committed.head()));
            }
            lease.committed(committed.head(), started);
            if (arrived) {
                LOG.infof("%s: this router in %s is home, epoch %d", application, location, head.epoch());
                view.changed(application);
                ledger.append(entry(
                                application,
                                location,
                                location + " is home under epoch " + head.epoch(),
                                "the map names it and its lease is renewed",
                                List.of(),
                                head,
                                committed.head()))
                        .subscribe()
                        .with(done -> {});
            }
        }
    }

    private void takeOver(String application, String location, Lease lease, MapHead head) {
        Quorum quorum = witnesses.seeHome(application);
        if (!quorum.agrees()) {
            LOG.infof(
                    "%s: %s has not renewed its lease for %d s, but the witnesses do not agree that it is gone: %s",
                    application,
                    head.home(),
                    lease.still().toSeconds(),
                    Text.escape(quorum.evidence().toString()));
            return;
        }
        List<String> standby = new ArrayList<>(head.standby());
        standby.remove(location);
        standby.add(head.home());
        MapHead next = head.movedTo(location, standby);
        List<MapChange.Edit> edits = new ArrayList<>();
        tool().ifPresent(tool -> edits.add(new MapChange.PutTool(tool)));
        ClockReading started = clock.get();
        CommitResult result = await(map.commit(new MapChange(Optional.of(head), next, edits)));
        if (result instanceof CommitResult.Committed committed) {
            // Nothing is done under the new epoch until the functions refuse changes of the old one.
            await(announcer.announce(application, committed.head()));
            lease.committed(committed.head(), started);
            view.changed(application);
            witnesses.acting(application, true);
            LOG.infof(
                    "%s: this router in %s took over from %s, epoch %d",
                    application, location, head.home(), next.epoch());
            List<String> evidence = new ArrayList<>(quorum.evidence());
            evidence.add("the nonce " + head.nonce() + " was unchanged for "
                    + lease.still().toMillis() + " ms by this router's clock");
            ledger.append(entry(
                            application,
                            location,
                            location + " took over from " + head.home() + " under epoch " + next.epoch(),
                            "the lease was not renewed and the witnesses agree",
                            evidence,
                            head,
                            committed.head()))
                    .subscribe()
                    .with(done -> {});
        }
    }

    private static LedgerEntry entry(
            String application,
            String router,
            String what,
            String why,
            List<String> evidence,
            MapHead before,
            MapHead after) {
        return LedgerEntry.of(
                application, router, "home", "farspan", what, why, evidence, Optional.of(before), Optional.of(after));
    }

    /** The endpoint for tools while this router is home. */
    private Optional<ToolEndpoint> tool() {
        return config.toolHost()
                .map(host -> new ToolEndpoint(
                        host,
                        config.toolAddress().map(LiteralAddress::parse),
                        config.toolPort().orElseGet(this::listening),
                        config.toolTls()));
    }

    /** The port this router listens on. Quarkus puts the chosen one here when it was told to take a free one. */
    private int listening() {
        return ConfigProvider.getConfig()
                .getValue(config.toolTls() ? "quarkus.http.ssl-port" : "quarkus.http.port", Integer.class);
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(LIMIT);
    }

    @PreDestroy
    void close() {
        duties.close();
    }
}
