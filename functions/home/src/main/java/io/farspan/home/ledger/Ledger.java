package io.farspan.home.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
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

import io.farspan.protocol.call.Text;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.process.EssentialThread;

/**
 * The ledger. Whoever appends never waits for the database: an entry is accepted when it is on disk (in memory where no
 * spool is configured, or it cannot be written, which is said) and is in the database when that can be reached. Safe for
 * use by many threads.
 */
@Singleton
public class Ledger {

    private static final Logger LOG = Logger.getLogger(Ledger.class);
    private static final int BATCH = 200;

    /** Bytes of memory that entries may take before calls that make more are refused; about 60,000 usual ones. */
    private static final long MOST_WAITING = 64L << 20;

    /** What is shown where there is no database; the spool, if there is one, has all. */
    private static final int KEPT_WITHOUT_STORE = 1_000;

    private static final long RETRY_MILLIS = 1_000;
    private static final long FOLLOW_SECONDS = 60;
    private static final List<String> WORDS_OF_ITS_OWN = List.of("08", "28", "3D", "53", "57", "58");

    /** The chain of what belongs to no application, such as logins; no application can be called so. */
    public static final String OWN = "_farspan";

    private final Optional<LedgerStore> store;
    private final Optional<ChainWatch> watch;
    private final Spool spool;
    private final Deque<LedgerEntry> waiting = new ArrayDeque<>();

    /** Accepts entries; never waits for the database. */
    private final ExecutorService acceptor =
            Executors.newSingleThreadExecutor(task -> EssentialThread.daemon(task, "farspan-ledger"));

    /** Brings them into the database. */
    private final ScheduledExecutorService writer =
            Executors.newSingleThreadScheduledExecutor(task -> EssentialThread.daemon(task, "farspan-ledger-store"));

    private volatile Optional<String> trouble = Optional.empty();
    private volatile Optional<String> spoolTrouble = Optional.empty();
    private volatile Optional<String> seenTrouble = Optional.empty();
    private boolean retrying;
    private long waitingSize;

    Ledger(LedgerConfig config) {
        this.store = config.url()
                .map(url -> new LedgerStore(
                        url,
                        config.user(),
                        config.password(),
                        config.passwordFile().map(Path::of)));
        this.spool = new Spool(config.spool().map(Path::of));
        SeenHeads seen = new SeenHeads(config.spool().map(file -> Path.of(file + ".heads")));
        this.watch = store.map(it -> new ChainWatch(it, seen));
    }

    void start(@Observes StartupEvent event) {
        acceptor.execute(() -> {
            try {
                synchronized (waiting) {
                    spool.read().forEach(this::add);
                }
                writer.execute(this::flush);
            } catch (IOException e) {
                LOG.errorf(e, "the ledger's spool cannot be read");
            }
        });
        watch.ifPresent(it ->
                writer.scheduleWithFixedDelay(EssentialThread.duty(this::follow), 1, FOLLOW_SECONDS, TimeUnit.SECONDS));
    }

    /** Sees how far the chains have come, also by other routers: a standby knows them when it becomes home. */
    void follow() {
        try {
            watch.orElseThrow().followAll();
        } catch (SQLException | IOException | RuntimeException e) {
            LOG.debugf("the chains cannot be followed: %s", Text.escape(String.valueOf(e.getMessage())));
        }
    }

    private void follow(Map<String, Head> heads) {
        try {
            for (Map.Entry<String, Head> head : heads.entrySet()) {
                watch.orElseThrow().follow(head.getKey(), head.getValue());
            }
            seenTrouble = Optional.empty();
        } catch (IOException e) {
            seenTrouble = Optional.of("How far this router has seen the ledger cannot be kept: " + e.getMessage()
                    + ". Check the disk that farspan.store.spool is on; a chain that is cut off may go unnoticed.");
        } catch (SQLException e) {
            LOG.debugf("the chains cannot be followed now: %s", words(e));
        }
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
                add(entry);
            }
            accepted.complete(null);
            writer.execute(this::flush);
        });
        return Uni.createFrom().completionStage(accepted);
    }

    /** Whether so much waits for the database that more might not fit into memory. */
    public boolean isCrowded() {
        synchronized (waiting) {
            return waitingSize > MOST_WAITING;
        }
    }

    private void add(LedgerEntry entry) {
        waiting.addLast(entry);
        waitingSize += size(entry);
    }

    private void removeFirst() {
        waitingSize -= size(waiting.removeFirst());
    }

    /** About how much memory it takes. */
    private static long size(LedgerEntry entry) {
        return 1_000 + 4L * entry.what().length() + 2L * entry.why().length();
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

    /** Brings what waits into the database; tries again in a second when that fails. */
    private void flush() {
        if (store.isEmpty()) {
            synchronized (waiting) {
                while (waiting.size() > KEPT_WITHOUT_STORE) {
                    removeFirst();
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
                Map<String, Head> heads = store.get().append(batch);
                synchronized (waiting) {
                    batch.forEach(entry -> removeFirst());
                    if (waiting.isEmpty()) {
                        spool.clear();
                    }
                }
                trouble = Optional.empty();
                follow(heads);
            } catch (SQLException | IOException | RuntimeException e) {
                if (trouble.isEmpty()) {
                    LOG.warnf(e, "the ledger's store cannot be written, entries wait: %s", words(e));
                }
                trouble = Optional.of(words(e));
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
                        for (Row row : store.get().read(application, query, query.limit - entries.size())) {
                            entries.add(new Recorded(
                                    Optional.of(row.sequence()),
                                    Optional.of(row.hash()),
                                    Optional.of(row.previous()),
                                    row.entry()));
                        }
                        return new Page(
                                application,
                                true,
                                waits,
                                spoolTrouble
                                        .or(() -> watch.flatMap(it -> it.trouble(application)))
                                        .or(() -> seenTrouble),
                                entries);
                    } catch (SQLException e) {
                        LOG.warnf(e, "the ledger cannot be read: %s", words(e));
                        return new Page(application, false, waits, Optional.of(words(e)), entries);
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /**
     * Whether the chain is whole.
     *
     * @param application the application
     * @param intact whether every entry fits the one before it and its columns, and nothing is gone that was seen
     * @param firstBroken the first that does not, or is gone
     * @param problem what is wrong, and what to do
     * @param head the last entry that is in order; its hash, kept elsewhere, is proof of all before it
     * @param expected the last entry that this router has seen
     */
    public record Verification(
            String application,
            boolean intact,
            Optional<Long> firstBroken,
            Optional<String> problem,
            Head head,
            Optional<Head> expected) {}

    /** Recomputes the chain. Fails with {@code STORE_UNREACHABLE}. */
    public Uni<Verification> verify(String application) {
        return Uni.createFrom()
                .item(() -> {
                    try {
                        return watch.orElseThrow(() -> new SQLException("no database is configured"))
                                .verify(application);
                    } catch (SQLException e) {
                        throw new FarspanException(
                                ProblemCode.STORE_UNREACHABLE,
                                "The ledger cannot be read: " + words(e) + ". Check farspan.store.url.",
                                e);
                    } catch (IOException e) {
                        throw new FarspanException(
                                ProblemCode.STORE_UNREACHABLE,
                                "How far this router has seen the ledger cannot be read: " + e.getMessage() + ".",
                                e);
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** A failure in a line. What the database says of a statement is for the log, not for who asked. */
    private static String words(Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() instanceof SQLException deeper) {
            cause = deeper;
        }
        String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
        if (!(cause instanceof RuntimeException)
                && (state == null || WORDS_OF_ITS_OWN.stream().anyMatch(state::startsWith))) {
            return Text.escape(String.valueOf(cause.getMessage()));
        }
        return "the database refused a statement of the ledger" + (state == null ? "" : " (SQLSTATE " + state + ")")
                + "; the router's log has its words";
    }

    @PreDestroy
    void close() {
        acceptor.execute(writer::shutdown); // after all that was accepted before
        acceptor.shutdown();
    }
}
