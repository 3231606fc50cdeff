package io.farspan.telemetry.access;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * Turns for which queries wait, because a dashboard asks many at once: few run at a time, and people take turns one after the
 * other. A limited number waits, for a limited time; when no more may, the newest query of whoever has the most gives its
 * place to somebody who has fewer. A turn ends when the database has done the work. Thread-safe.
 */
public final class QueuedTurns {

    private static final int MOST_WAITING = 64;

    /** The most of one person: others must find a place. */
    private static final int MOST_OF_PERSON = MOST_WAITING / 2;

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final String what;
    private final int most;
    private final Executor threads;
    private final LongSupplier nanoTime;

    /** Each person's queries; who has had a turn goes to the end. */
    private final Map<String, Deque<Query>> waiting = new LinkedHashMap<>();

    private final Set<Query> running = new HashSet<>();
    private String last = "";

    /**
     * Turns of which none is taken.
     *
     * @param what the queries, in the plural, for messages
     * @param most how many run at the same time
     * @param threads where they run
     */
    public QueuedTurns(String what, int most, Executor threads) {
        this(what, most, threads, System::nanoTime);
    }

    QueuedTurns(String what, int most, Executor threads, LongSupplier nanoTime) {
        this.what = what;
        this.most = most;
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    /** A query that waits or runs. */
    private final class Query {
        private final String person;
        private final Runnable work;
        private final UniEmitter<?> answer;
        private final long since = nanoTime.getAsLong();
        private volatile boolean abandoned;

        Query(String person, Runnable work, UniEmitter<?> answer) {
            this.person = person;
            this.work = work;
            this.answer = answer;
            answer.onTermination(() -> abandoned = true);
        }

        void run() {
            try {
                if (nanoTime.getAsLong() - since > LONGEST.toNanos()) {
                    answer.fail(busy("It has waited for " + LONGEST.toSeconds() + " s."));
                } else if (!abandoned) {
                    work.run();
                }
            } catch (RuntimeException | Error e) {
                answer.fail(e);
            } finally {
                end(this);
            }
        }
    }

    /** Runs {@code query} on another thread when its turn has come; fails with {@code TOO_MUCH} when too many wait. */
    public <T> Uni<T> run(String person, Supplier<T> query) {
        return Uni.createFrom().emitter(emitter -> {
            Query entered = new Query(person, () -> emitter.complete(query.get()), emitter);
            enter(entered).ifPresent(pushedOut -> pushedOut.answer.fail(busy("Others wait, of whom each has fewer.")));
            begin();
        });
    }

    /** Adds a query to those that wait; whose place it took, if it took one. */
    private synchronized Optional<Query> enter(Query query) {
        waiting.values().forEach(its -> its.removeIf(other -> other.abandoned));
        waiting.values().removeIf(Deque::isEmpty);
        Deque<Query> own = waiting.getOrDefault(query.person, new ArrayDeque<>());
        if (own.size() >= MOST_OF_PERSON) {
            throw busy("No more of one person may wait.");
        }
        Optional<Query> pushedOut = Optional.empty();
        if (waiting.values().stream().mapToInt(Deque::size).sum() >= MOST_WAITING) {
            Deque<Query> longest = waiting.values().stream()
                    .max(Comparator.comparing(Deque::size))
                    .orElse(own);
            if (longest.size() <= own.size() + 1) {
                throw busy("No more may wait.");
            }
            pushedOut = Optional.of(longest.removeLast());
        }
        waiting.computeIfAbsent(query.person, person -> new ArrayDeque<>()).add(query);
        return pushedOut;
    }

    private FarspanException busy(String why) {
        return new FarspanException(
                ProblemCode.TOO_MUCH, "Too many " + what + " at the same time. " + why + " Send fewer at a time.");
    }

    /** Begins queries while there are turns. */
    private void begin() {
        for (Query next = next(); next != null; next = next()) {
            try {
                threads.execute(next::run);
            } catch (RejectedExecutionException e) {
                synchronized (this) {
                    running.remove(next);
                }
                next.answer.fail(e);
            }
        }
    }

    private synchronized @Nullable Query next() {
        if (running.size() >= most || waiting.isEmpty()) {
            return null;
        }
        String person = waiting.keySet().stream()
                .filter(other -> !other.equals(last))
                .findFirst()
                .orElse(last);
        Deque<Query> its = waiting.remove(person);
        if (its == null) {
            return null;
        }
        Query chosen = its.remove();
        if (!its.isEmpty()) {
            waiting.put(person, its);
        }
        running.add(chosen);
        last = person;
        return chosen;
    }

    private void end(Query query) {
        synchronized (this) {
            running.remove(query);
        }
        begin();
    }
}
