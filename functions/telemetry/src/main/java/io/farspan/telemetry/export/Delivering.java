package io.farspan.telemetry.export;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.jboss.logging.Logger;

import io.farspan.telemetry.collect.LocationTrouble;
import io.farspan.telemetry.store.ExportPlace;
import io.farspan.telemetry.store.ExportSignal;

/**
 * Gives batches of an application to the receiver: it pauses when the receiver is not ready, halves what is too large, and says in
 * the log what is not taken. Not thread-safe.
 */
final class Delivering {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 10;

    private final ExportSignal signal;
    private final OtlpReceiver receiver;
    private final ExportMeters meters;
    private final LongSupplier nanoTime;
    private final LocationTrouble trouble;
    private final RefusalLog refusals;
    private long notBefore;
    private int failures;

    Delivering(
            String application,
            ExportSignal signal,
            OtlpReceiver receiver,
            ExportMeters meters,
            LongSupplier nanoTime,
            LocationTrouble trouble) {
        this.signal = signal;
        this.receiver = receiver;
        this.meters = meters;
        this.nanoTime = nanoTime;
        this.trouble = trouble;
        this.refusals = new RefusalLog("sending the " + signal.word() + " of " + application + " by OTLP", nanoTime);
        this.notBefore = nanoTime.getAsLong();
    }

    /** Whether the receiver need not be left alone any longer. */
    boolean isDue() {
        refusals.flush();
        return nanoTime.getAsLong() - notBefore >= 0;
    }

    /** Lets nothing be sent for some time. */
    void pause(Duration pause) {
        notBefore = nanoTime.getAsLong() + pause.toNanos();
    }

    /**
     * Gives it a batch.
     *
     * @param done takes the place after what the receiver has; whether to go on
     * @return whether the batch is done with
     */
    boolean send(Batch batch, Predicate<ExportPlace> done) {
        boolean over = receiver.send(signal, batch.message())
                .<Boolean>fold(
                        accepted -> accepted(batch, accepted),
                        this::later,
                        tooLarge -> halved(batch, tooLarge, done),
                        refused -> refused(batch, refused.why()));
        return over && batch.next().map(done::test).orElse(true);
    }

    private boolean accepted(Batch batch, Delivery.Accepted accepted) {
        wentWell();
        long rejected = Math.max(0, Math.min(batch.count(), accepted.rejected()));
        meters.count(batch.count() - rejected, rejected);
        if (rejected > 0) {
            refusals.add(
                    Logger.Level.WARN,
                    rejected,
                    "The OTLP receiver refused " + rejected + " of " + batch.what() + ", and they are not sent again: "
                            + accepted.why());
        } else if (!accepted.why().isEmpty()) {
            refusals.add(
                    Logger.Level.INFO, 0, "The OTLP receiver took " + batch.what() + ", and says: " + accepted.why());
        }
        return true;
    }

    private boolean later(Delivery.Later later) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures++, MOST_DOUBLINGS));
        Duration most = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        Duration spread = Duration.ofNanos(ThreadLocalRandom.current().nextLong(most.toNanos() / 2, most.toNanos()));
        pause(later.pause().filter(asked -> asked.compareTo(spread) > 0).orElse(spread));
        trouble.report(later.of(), later.why());
        return false;
    }

    private boolean halved(Batch batch, Delivery.TooLarge answer, Predicate<ExportPlace> done) {
        List<Batch> halves = batch.halves().get();
        if (halves.isEmpty()) {
            return refused(batch, answer.why());
        }
        refusals.add(
                Logger.Level.WARN,
                0,
                batch.what() + " are sent in halves, because they are too large for the OTLP receiver (" + answer.why()
                        + "). Set farspan.telemetry.otlp-out.max-batch-bytes lower");
        for (Batch half : halves) {
            if (!send(half, done)) {
                return false;
            }
        }
        return true;
    }

    private boolean refused(Batch batch, String why) {
        wentWell();
        meters.count(0, batch.count());
        refusals.add(
                Logger.Level.ERROR,
                batch.count(),
                batch.what() + " are left out, because the OTLP receiver does not take them: " + why);
        return true;
    }

    private void wentWell() {
        failures = 0;
        trouble.report("");
    }
}
