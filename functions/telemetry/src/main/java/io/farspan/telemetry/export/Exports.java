package io.farspan.telemetry.export;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import org.jboss.logging.Logger;

import io.farspan.home.caller.Person;
import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Schedule;
import io.farspan.home.gate.Gate;
import io.farspan.home.lease.Fence;
import io.farspan.home.lease.Leases;
import io.farspan.home.settings.Applications;
import io.farspan.home.store.Store;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.telemetry.store.ExportPlaces;
import io.farspan.telemetry.store.ExportSignal;
import io.farspan.telemetry.store.LogArrivals;
import io.farspan.telemetry.store.MetricArrivals;
import io.farspan.telemetry.store.StoredLogs;

/** Sends each application's telemetry to the OTLP receiver while this router is its home, when there is one. */
@Singleton
class Exports {

    private static final Logger LOG = Logger.getLogger(Exports.class);
    private static final int THREADS = 2;
    private static final Schedule SENDING = new Schedule(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(30));

    /** A day after the start, so that one start without the URL by mistake forgets nothing. */
    private static final Schedule FORGETTING =
            Schedule.every(Duration.ofHours(1)).startingAfter(Duration.ofDays(1));

    private static final int LEAST_BATCH = 1_024;

    private final OtlpOutConfig config;
    private final Store database;
    private final Applications applications;
    private final Leases leases;
    private final ExportPlaces places;
    private final StoredLogs stored;
    private final LogArrivals logs;
    private final MetricArrivals metrics;
    private final MeterRegistry meters;
    private final UnaryOperator<RawJson> view;
    private final Duties sending = new Duties("farspan-telemetry-export", THREADS);

    Exports(
            OtlpOutConfig config,
            Store database,
            Applications applications,
            Leases leases,
            Gate gate,
            ExportPlaces places,
            StoredLogs stored,
            LogArrivals logs,
            MetricArrivals metrics,
            MeterRegistry meters) {
        this.config = config;
        this.database = database;
        this.applications = applications;
        this.leases = leases;
        this.places = places;
        this.stored = stored;
        this.logs = logs;
        this.metrics = metrics;
        this.meters = meters;
        // Whoever reads at the receiver is as unknown here as a viewer: secrets are masked.
        this.view = gate.plugins(new Person("otlp-out", role -> false)).view();
    }

    void start(@Observes StartupEvent event) {
        if (!database.isConfigured()) {
            if (config.url().isPresent()) {
                LOG.warn(
                        "farspan.telemetry.otlp-out.url is set, but this router has no database to send telemetry from."
                                + " Set farspan.store.url, or remove the URL");
            }
            return;
        }
        Set<ExportSignal> unused = EnumSet.allOf(ExportSignal.class);
        if (config.url().isPresent()) {
            unused.removeAll(config.signals());
            config.signals().forEach(signal -> begin(signal, config.url().get()));
        }
        if (!unused.isEmpty()) {
            sending.begin(
                    "forgetting how far telemetry was sent by OTLP that no longer is",
                    FORGETTING,
                    () -> forget(unused));
        }
    }

    private void begin(ExportSignal signal, URI url) {
        if (config.maxBatchBytes() < LEAST_BATCH) {
            throw new IllegalArgumentException("farspan.telemetry.otlp-out.max-batch-bytes must be at least "
                    + LEAST_BATCH + ", but is " + config.maxBatchBytes());
        }
        OtlpReceiver receiver = new OtlpReceiver(
                url, RequestHeaders.of(config.headers(), config.headersFile().map(Path::of)), config.timeout());
        Outgoing outgoing = signal == ExportSignal.LOGS
                ? new LogOutgoing(stored, logs, new LogMessage(view), config.maxBatchBytes())
                : new MetricOutgoing(metrics, view, Instant::now, config.maxBatchBytes());
        for (String application : applications.names()) {
            ApplicationExport export = new ApplicationExport(
                    application,
                    signal,
                    outgoing,
                    places,
                    receiver,
                    config,
                    new ExportMeters(meters, application, signal),
                    () -> epoch(application),
                    System::nanoTime);
            sending.begin("sending the " + signal.word() + " of " + application + " by OTLP", SENDING, export::step);
        }
    }

    /** A place that is no longer used would keep what arrives after it. */
    private void forget(Set<ExportSignal> unused) {
        List<String> mine = applications.names().stream().filter(leases::isHome).toList();
        if (mine.isEmpty()) {
            return;
        }
        try {
            List<String> forgotten = places.forget(mine, unused);
            if (!forgotten.isEmpty()) {
                LOG.infof("How far %s were sent by OTLP is forgotten, because they have not been for a day", forgotten);
            }
        } catch (FarspanException e) {
            LOG.debug("What was sent by OTLP is not forgotten yet", e); // who never sent anything need not read of it
        }
    }

    private OptionalLong epoch(String application) {
        return leases.isHome(application)
                ? OptionalLong.of(
                        leases.admit(application).map(Fence.Permit::epoch).orElse(0L))
                : OptionalLong.empty();
    }

    @PreDestroy
    void close() {
        sending.close();
    }
}
