package io.farspan.telemetry.export;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.collect.LocationTrouble;
import io.farspan.telemetry.store.ExportPlace;
import io.farspan.telemetry.store.ExportPlaces;
import io.farspan.telemetry.store.ExportSignal;
import io.farspan.telemetry.store.FollowCursor;

/**
 * Sends an application's logs or its metrics, one batch after the other. A batch whose acknowledgement is lost is sent again: at
 * least once, as OTLP has it. Nothing is in memory between two steps, and no connection to the database is held while it waits
 * for the receiver. Its steps must not overlap.
 */
final class ApplicationExport {

    private static final Logger LOG = Logger.getLogger(ApplicationExport.class);

    /** The pieces of a step, after which other applications have their turn. */
    private static final int MOST_PIECES = 20;

    /** After so long a step ends at the next place that can be kept. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(10);

    /** How often a place is kept that advances although there is nothing to send, and how often it is seen how far behind it is. */
    private static final Duration KEEP = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofSeconds(5);

    /** How often the store is told that a place is used which does not advance. */
    private static final Duration USE = Duration.ofMinutes(10);

    /** Who is so far behind goes on in steps. */
    private static final Duration FAR = Duration.ofMinutes(1);

    private final String application;
    private final ExportSignal signal;
    private final Outgoing outgoing;
    private final ExportPlaces places;
    private final Delivering delivering;
    private final OtlpOutConfig config;
    private final ExportMeters meters;
    private final Supplier<OptionalLong> epoch;
    private final LongSupplier nanoTime;
    private final LocationTrouble trouble;
    private final LocationTrouble lag;
    private Optional<Kept> kept = Optional.empty();
    private long useFrom;
    private long lookFrom;

    /**
     * Where it is.
     *
     * @param place where it is
     * @param stored the place that is kept in the store
     * @param since when that was kept, by {@link System#nanoTime}
     */
    private record Kept(ExportPlace place, ExportPlace stored, long since) {}

    /**
     * What sends an application's telemetry.
     *
     * @param epoch home's epoch; empty while this router is not home
     */
    ApplicationExport(
            String application,
            ExportSignal signal,
            Outgoing outgoing,
            ExportPlaces places,
            OtlpReceiver receiver,
            OtlpOutConfig config,
            ExportMeters meters,
            Supplier<OptionalLong> epoch,
            LongSupplier nanoTime) {
        this.application = application;
        this.signal = signal;
        this.outgoing = outgoing;
        this.places = places;
        this.config = config;
        this.meters = meters;
        this.epoch = epoch;
        this.nanoTime = nanoTime;
        this.lookFrom = nanoTime.getAsLong();
        this.useFrom = lookFrom;
        this.trouble = new LocationTrouble("sending the " + signal.word() + " of " + application + " by OTLP");
        this.delivering = new Delivering(application, signal, receiver, meters, nanoTime, trouble);
        this.lag = new LocationTrouble(
                "sending the " + signal.word() + " of " + application + " by OTLP as fast as they arrive");
    }

    /** Sends what there is, unless this router is not home or the receiver wants to be left alone. */
    void step() {
        OptionalLong home = epoch.get();
        if (home.isEmpty()) {
            kept = Optional.empty();
            meters.waitingSince(Optional.empty());
            return;
        }
        if (kept.isEmpty() && delivering.isDue()) {
            begin(home.getAsLong(), config.begin() == OtlpOutConfig.Begin.OLDEST, Optional.empty());
        }
        if (kept.isEmpty()) {
            return;
        }
        look();
        long end = nanoTime.getAsLong() + LONGEST_STEP.toNanos();
        for (int pieces = 0; pieces < MOST_PIECES && delivering.isDue() && isBefore(end); pieces++) {
            if (!sendPiece(home.getAsLong(), end)) {
                break;
            }
        }
    }

    private boolean isBefore(long time) {
        return nanoTime.getAsLong() - time < 0;
    }

    private void begin(long home, boolean oldest, Optional<ExportPlace> instead) {
        ExportPlace place = places.find(application, signal)
                .filter(found -> !Optional.of(found).equals(instead))
                .orElseGet(() -> places.begin(application, signal, oldest, home, instead));
        kept = wasSentByALaterHome(home) ? Optional.empty() : Optional.of(new Kept(place, place, nanoTime.getAsLong()));
    }

    /** Whether one of a later epoch has sent: then nothing would advance here, and everything be sent again and again. */
    private boolean wasSentByALaterHome(long home) {
        OptionalLong stored = places.epoch(application, signal);
        if (stored.isEmpty() || stored.getAsLong() <= home) {
            return false;
        }
        delivering.pause(LOOK);
        trouble.report(
                "epoch",
                "nothing is sent here, because a home of epoch " + stored.getAsLong()
                        + " has sent last, and this one is of epoch " + home
                        + ". If no other router is home, and the store of the epochs was lost or restored, execute in the"
                        + " database: update export_place set epoch = " + home + " where application = '" + application
                        + "'");
        return true;
    }

    /** Sees how far behind it is. */
    private void look() {
        if (nanoTime.getAsLong() - lookFrom < 0) {
            return;
        }
        lookFrom = nanoTime.getAsLong() + LOOK.toNanos();
        if (nanoTime.getAsLong() - useFrom >= 0) {
            useFrom = nanoTime.getAsLong() + USE.toNanos();
            places.use(application, signal);
        }
        meters.waitingSince(places.waitingSince(application, signal, here().arrived()));
        Duration behind = meters.behind();
        lag.report(
                "behind",
                behind.compareTo(config.behind()) < 0
                        ? ""
                        : "what arrived " + behind.toSeconds() + " s ago has not been sent. It is kept until it is, or"
                                + " until the retention has passed");
    }

    private ExportPlace here() {
        return kept.orElseThrow().place();
    }

    /** Sends what is read together; whether to go on. */
    private boolean sendPiece(long home, long end) {
        Optional<Piece> read = read(home);
        if (read.isEmpty()) {
            return false;
        }
        Piece piece = read.get();
        boolean sent = false;
        while (piece.batches().hasNext()) {
            Batch batch = piece.batches().next();
            if (epoch.get().isEmpty() || !delivering.send(batch, next -> advance(next, home))) {
                return false;
            }
            if (batch.next().isPresent() && !isBefore(end)) {
                return false;
            }
            sent = true;
        }
        boolean keep = sent || nanoTime.getAsLong() - kept.orElseThrow().since() >= KEEP.toNanos();
        if (keep) {
            return advance(piece.next(), home) && piece.more();
        }
        kept = kept.map(it -> new Kept(piece.next(), it.stored(), it.since()));
        return piece.more();
    }

    private Optional<Piece> read(long home) {
        Optional<FollowCursor> end =
                meters.behind().compareTo(FAR) < 0 || here().arrived().part().isPresent()
                        ? Optional.empty()
                        : places.ahead(signal, here().arrived());
        try {
            return Optional.of(outgoing.after(application, here(), end));
        } catch (FarspanException e) {
            if (e.code() != ProblemCode.MALFORMED_REQUEST) {
                throw e;
            }
            LOG.errorf(
                    "The %s of %s are sent again from the oldest on that is stored, so that the OTLP receiver may get some"
                            + " twice: %s",
                    signal.word(), application, e.getMessage());
            begin(home, true, Optional.of(kept.orElseThrow().stored()));
            return Optional.empty();
        }
    }

    /** Advances the place in the store; whether this router is still the one that sends. */
    private boolean advance(ExportPlace next, long home) {
        Kept now = kept.orElseThrow();
        if (!next.arrived().canBeKept()) {
            kept = Optional.of(new Kept(next, now.stored(), now.since())); // a shorter one follows
            return true;
        }
        if (!next.equals(now.stored()) && !places.advance(application, signal, now.stored(), next, home)) {
            kept = Optional.empty();
            if (!wasSentByALaterHome(home)) {
                LOG.infof("Another home has sent %s of %s, and it is gone on from there", signal.word(), application);
            }
            return false;
        }
        kept = Optional.of(new Kept(next, next, nanoTime.getAsLong()));
        return true;
    }
}
