package io.farspan.router.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.jboss.logging.Logger;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * The ledger. Whoever appends never waits for the database: an entry is accepted when it is on disk (in memory where no
 * spool is configured, or it cannot be written, which is said) and is in the database when that can be reached. Safe for
 * use by many threads.
 */
@Singleton
public class Ledger {

    private static final Logger LOG = Logger.getLogger(Ledger.class);
    private static final int BATCH = 200;
    /** What is shown where there is no database; the spool, if there is one, has all. */
    private static final int KEPT_WITHOUT_STORE = 1_000;

    private static final long RETRY_MILLIS = 1_000;

    private final Optional<LedgerStore> store;
    private final Spool spool;
    private final Deque<LedgerEntry> waiting = new ArrayDeque<>();

    /** Accepts entries; never waits for the database. */
    private final ExecutorService acceptor = Executors.newSingleThreadExecutor(task -> thread(task, "farspan-ledger"));

    /** Brings them into the database. */
    private final ScheduledExecutorService writer =
            Executors.newSingleThreadScheduledExecutor(task -> thread(task, "farspan-ledger-store"));

    private volatile Optional<String> trouble = Optional.empty();
    private volatile Optional<String> spoolTrouble = Optional.empty();
    private boolean retrying;

    Ledger(LedgerConfig config) {
        this.store = config.url()
                .map(url -> new LedgerStore(
                        url,
                        config.user(),
                        config.password(),
                        config.passwordFile().map(Path::of)));
        this.spool = new Spool(config.spool().map(Path::of));
    }

    void start(@Observes StartupEvent event) {
        acceptor.execute(() -> {
            try {
                synchronized (waiting) {
                    waiting.addAll(spool.read());
                }
                writer.execute(this::flush);
            } catch (IOException e) {
                LOG.errorf(e, "the ledger's spool cannot be read");
            }
        });
    }

    /**
     * Accepts an entry; done when it cannot be lost any more, as far as that is possible. Never fails: what it tells of has
     * been decided, and nobody is kept from acting by a full disk.
     */
    public Uni<Void> append(LedgerEntry entry) {
        CompletableFuture<Void> accepted = new CompletableFuture<>();
        acceptor.execute(() -> {
            synchronized (waiting) {
                spool(entry);
                waiting.addLast(entry);
            }
            accepted.complete(null);
            writer.execute(this::flush);
        });
        return Uni.createFrom().completionStage(accepted);
    }

    private void spool(LedgerEntry entry) {
        try {
            spool.add(List.of(entry));
            spoolTrouble = Optional.empty();
        } catch (IOException e) {
            if (spoolTrouble.isEmpty()) {
                LOG.errorf(
                        e, "the ledger's spool cannot be written, entries are in memory until they are in the store");
            }
            spoolTrouble = Optional.of("The spool cannot be written: " + e.getMessage()
                    + ". Check the disk that farspan.store.spool is on; what waits is in memory only.");
        }
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Brings what waits into the database; tries again in a second when that fails. */
    private void flush() {
        if (store.isEmpty()) {
            synchronized (waiting) {
                while (waiting.size() > KEPT_WITHOUT_STORE) {
                    waiting.removeFirst();
                }
            }
            return;
        }
        while (true) {
            List<LedgerEntry> batch;
            synchronized (waiting) {
                batch = waiting.stream().limit(BATCH).toList();
            }
            if (batch.isEmpty()) {
                return;
            }
            try {
                store.get().append(batch);
                synchronized (waiting) {
                    batch.forEach(entry -> waiting.removeFirst());
                    if (waiting.isEmpty()) {
                        spool.clear();
                    }
                }
                trouble = Optional.empty();
            } catch (SQLException | IOException e) {
                if (trouble.isEmpty()) {
                    LOG.warnf("the ledger's store cannot be written, entries wait: %s", e.getMessage());
                }
                trouble = Optional.of(String.valueOf(e.getMessage()));
                retryLater();
                return;
            }
        }
    }

    private void retryLater() {
        if (!retrying && !writer.isShutdown()) {
            retrying = true;
            writer.schedule(
                    () -> {
                        retrying = false;
                        flush();
                    },
                    RETRY_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    /**
     * What to look for.
     *
     * @param kind only this kind
     * @param who only what this user did
     * @param since only from then on
     * @param before only entries before this sequence number
     * @param limit at most so many
     */
    public record Query(Optional<String> kind, Optional<String> who, Instant since, long before, int limit) {

        /** What still waits for its place has no sequence number: it is newer than whatever has one. */
        private boolean matchesWaiting(String application, LedgerEntry entry) {
            return entry.application().equals(application)
                    && kind.map(entry.kind()::equals).orElse(true)
                    && who.map(entry.who()::equals).orElse(true)
                    && !entry.at().isBefore(since)
                    && before == Long.MAX_VALUE;
        }
    }

    /** An entry and where it stands in the chain; what still waits has no place yet. */
    public record Recorded(
            Optional<Long> sequence, Optional<String> hash, Optional<String> previous, LedgerEntry entry) {}

    /**
     * Entries.
     *
     * @param application the application
     * @param complete whether the database could be read; otherwise only what waits here is shown
     * @param waiting how many entries are not in the database yet
     * @param trouble why the database, or the spool before it, cannot be used
     * @param entries newest first
     */
    public record Page(
            String application, boolean complete, int waiting, Optional<String> trouble, List<Recorded> entries) {}

    /** Entries, newest first. */
    public Uni<Page> read(String application, Query query) {
        return Uni.createFrom()
                .item(() -> {
                    List<Recorded> entries = new ArrayList<>();
                    int waits;
                    synchronized (waiting) {
                        waits = waiting.size();
                        waiting.descendingIterator().forEachRemaining(entry -> {
                            if (entries.size() < query.limit && query.matchesWaiting(application, entry)) {
                                entries.add(new Recorded(Optional.empty(), Optional.empty(), Optional.empty(), entry));
                            }
                        });
                    }
                    if (store.isEmpty()) {
                        return new Page(
                                application,
                                false,
                                waits,
                                Optional.of("No database is configured (farspan.store.url)."),
                                entries);
                    }
                    try {
                        for (LedgerStore.Link link :
                                store.get().read(application, query, query.limit - entries.size())) {
                            entries.add(new Recorded(
                                    Optional.of(link.sequence()),
                                    Optional.of(link.hash()),
                                    Optional.of(link.previous()),
                                    link.entry()));
                        }
                        return new Page(application, true, waits, spoolTrouble, entries);
                    } catch (SQLException e) {
                        return new Page(
                                application, false, waits, Optional.of(String.valueOf(e.getMessage())), entries);
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /**
     * Whether the chain is whole.
     *
     * @param application the application
     * @param intact whether every entry fits the one before it
     * @param firstBroken the first that does not
     */
    public record Verification(String application, boolean intact, Optional<Long> firstBroken) {}

    /** Recomputes the chain. Fails with {@code STORE_UNREACHABLE}. */
    public Uni<Verification> verify(String application) {
        return Uni.createFrom()
                .item(() -> {
                    try {
                        Optional<Long> broken = store.orElseThrow(() -> new SQLException("no database is configured"))
                                .firstBroken(application);
                        return new Verification(application, broken.isEmpty(), broken);
                    } catch (SQLException e) {
                        throw new FarspanException(
                                ProblemCode.STORE_UNREACHABLE,
                                "The ledger cannot be read: " + e.getMessage() + ". Check farspan.store.url.",
                                e);
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    @PreDestroy
    void close() {
        acceptor.execute(writer::shutdown); // after all that was accepted before
        acceptor.shutdown();
    }
}
