package io.farspan.telemetry.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.smallrye.mutiny.subscription.MultiEmitter;

import io.farspan.home.work.ByteBudget;
import io.farspan.protocol.problem.Problem;
import io.farspan.telemetry.matching.TimedText;
import io.farspan.telemetry.store.ArrivedLogs;
import io.farspan.telemetry.store.FollowCursor;
import io.farspan.telemetry.store.StoredLog;

/** One who follows: their place, and what was given and not yet sent to them. Thread-safe. */
final class Follower {

    /** With so many bytes waiting, nothing more is given. */
    static final long HIGH = 256 << 10;

    /** How long it may take to find what is wanted of one piece. */
    static final Duration LONGEST_SEARCH = Duration.ofSeconds(5);

    /** How long nothing is given when its person's memory is full: what is read for it then is thrown away. */
    static final Duration REFUSED = Duration.ofSeconds(5);

    /** How long there may be silence; proxies close connections that are idle for a minute or less. */
    static final Duration SILENCE = Duration.ofSeconds(15);

    private final Queue<byte[]> first;
    private final Wanted wanted;
    private final Rendering rendering;
    private final ByteBudget.Share share;
    private final LongSupplier nanoTime;
    private final long begun;
    private Optional<MultiEmitter<? super byte[]>> out = Optional.empty();
    private FollowCursor place;
    private final AtomicLong waiting = new AtomicLong();
    private long lastGiven;
    private long roomFrom;
    private boolean ended;
    private volatile long lastSent;

    /** A follower at a place, to whom nothing is given before it begins. */
    Follower(Following following, FollowCursor place, LongSupplier nanoTime) {
        this.first = following.first();
        this.wanted = following.wanted();
        this.rendering = following.rendering();
        this.share = following.share();
        this.place = place;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
        this.lastGiven = begun;
        this.roomFrom = begun;
        this.lastSent = begun;
    }

    /** Begins with what is to be sent first, and with where it is. */
    synchronized void begin(MultiEmitter<? super byte[]> emitter) {
        out = Optional.of(emitter);
        for (byte[] piece = first.poll(); piece != null; piece = first.poll()) {
            give(piece);
        }
        give(rendering.place(place));
    }

    synchronized FollowCursor place() {
        return place;
    }

    /** Whether it can be given more. */
    synchronized boolean hasRoom() {
        return !ended && waiting.get() < HIGH && nanoTime.getAsLong() - roomFrom >= 0;
    }

    /**
     * Gives what arrived after its place, unless there is no room for it: then it stays at its place.
     *
     * @throws io.farspan.protocol.problem.FarspanException when it takes too long to find what is wanted of it
     */
    synchronized void take(ArrivedLogs arrived) {
        if (!hasRoom()) {
            return;
        }
        List<byte[]> pieces = pieces(arrived);
        long bytes = pieces.stream().mapToLong(piece -> piece.length).sum();
        if (!share.take(bytes)) {
            roomFrom = nanoTime.getAsLong() + REFUSED.toNanos();
            return;
        }
        share.resize(waiting.get());
        place = arrived.next();
        pieces.forEach(this::give);
    }

    private List<byte[]> pieces(ArrivedLogs arrived) {
        long deadline = System.nanoTime() + LONGEST_SEARCH.toNanos();
        List<StoredLog> records = new ArrayList<>();
        List<FollowCursor> cursors = new ArrayList<>();
        long start = nanoTime.getAsLong();
        for (int index = 0; index < arrived.records().size(); index++) {
            if (wanted.test(arrived.records().get(index), deadline)) {
                records.add(arrived.records().get(index));
                cursors.add(arrived.cursors().get(index));
            }
            if (nanoTime.getAsLong() - start > LONGEST_SEARCH.toNanos()) {
                throw TimedText.expired();
            }
        }
        return records.isEmpty() ? List.of() : rendering.records(records, cursors);
    }

    /** Says where it is if there was silence. */
    synchronized void breakSilence() {
        if (!ended && waiting.get() == 0 && nanoTime.getAsLong() - lastGiven >= SILENCE.toNanos()) {
            give(rendering.place(place));
        }
    }

    /** For how long it has sent nothing although something waits. */
    Duration stalled() {
        return waiting.get() == 0 ? Duration.ZERO : Duration.ofNanos(nanoTime.getAsLong() - lastSent);
    }

    /** For how long it has followed. */
    Duration age() {
        return Duration.ofNanos(nanoTime.getAsLong() - begun);
    }

    /** Gives the last piece; nothing is given after it. */
    synchronized void end(Problem why) {
        if (!ended) {
            ended = true;
            give(rendering.end(place, why));
            out.ifPresent(MultiEmitter::complete);
        }
    }

    private void give(byte[] piece) {
        lastGiven = nanoTime.getAsLong();
        if (waiting.getAndAdd(piece.length) == 0) {
            lastSent = lastGiven; // it begins to wait
        }
        share.resize(waiting.get());
        out.ifPresent(emitter -> emitter.emit(piece));
    }

    /** Notes that a piece is on its way. Takes no lock: it may be called while one is given. */
    void sent(byte[] piece) {
        lastSent = nanoTime.getAsLong();
        share.resize(waiting.addAndGet(-piece.length));
    }
}
