package io.farspan.home.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.jboss.logging.Logger;

import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Duty;
import io.farspan.home.duty.Schedule;
import io.farspan.home.store.Store;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.process.EssentialThread;

/**
 * The ledger. Appending never waits for the database: an entry is accepted once it is on disk, or in memory if no spool
 * is configured or it cannot be written, which is reported, and is moved to the database when that can be reached.
 * Thread-safe.
 */
@Singleton
public class Ledger {

    private static final Logger LOG = Logger.getLogger(Ledger.class);
    private static final int BATCH = 200;

    /**
     * The memory for waiting entries, in bytes, beyond which calls that make more are refused; about 60,000 typical
     * ones.
     */
    private static final long MOST_WAITING = 64L << 20;

    /** The most entries shown without a database; the spool, if any, has all of them. */
    private static final int KEPT_WITHOUT_STORE = 1_000;

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration FOLLOW = Duration.ofSeconds(60);
    private static final List<String> SHOWN_SQL_STATES = List.of("08", "28", "3D", "53", "57", "58");

    /** The chain of entries that belong to no application, such as logins. No application can have this name. */
    public static final String OWN = "_farspan";

    private final Optional<LedgerStore> store;
    private final Optional<ChainWatch> watch;
    private final Spool spool;
    private final Deque<LedgerEntry> waiting = new ArrayDeque<>();

    /** Accepts entries; never waits for the database. */
    private final ExecutorService acceptor =
            Executors.newSingleThreadExecutor(task -> EssentialThread.daemon(task, "farspan-ledger"));

    /** Moves entries to the database and follows the chains, one at a time. */
    private final Duties duties = new Duties("farspan-ledger-store", 1);

    private final Duty writing;
    private volatile Optional<String> spoolTrouble = Optional.empty();
    private volatile Optional<String> seenTrouble = Optional.empty();
    private long waitingSize;

    Ledger(LedgerConfig config, Store database) {
        this.store = database.isConfigured() ? Optional.of(new LedgerStore(database)) : Optional.empty();
        this.spool = new Spool(config.spool().map(Path::of));
        SeenHeads seen = new SeenHeads(config.spool().map(file -> Path.of(file + ".heads")));
        this.watch = store.map(it -> new ChainWatch(it, seen));
        this.writing = duties.begin("writing the ledger to the database", Schedule.every(RETRY), this::flush);
    }

    void start(@Observes StartupEvent event) {
        acceptor.execute(() -> {
            try {
                synchronized (waiting) {
                    spool.read().forEach(this::add);
                }
                writing.wake();
            } catch (IOException e) {
                LOG.errorf(
                        e,
                        "the ledger's spool cannot be read; entries of an earlier run may be missing from the database");
            }
        });
        if (watch.isPresent()) {
            duties.begin(
                    "following the ledger's chains",
                    Schedule.every(FOLLOW).startingAfter(Duration.ofSeconds(1)),
                    this::follow);
        }
    }

    /** Follows the chains, including what other routers write, so that a standby knows them when it becomes home. */
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
            seenTrouble = Optional.of("This router's position in the ledger cannot be saved: " + e.getMessage()
                    + ". Check the disk that farspan.store.spool is on; a chain that is cut off may go undetected.");
        } catch (SQLException e) {
            LOG.debugf("the chains cannot be followed now: %s", words(e));
        } catch (RuntimeException e) { // must not hold up entries that the database has already
            LOG.warnf(e, "the chains cannot be followed: %s", words(e));
        }
    }

    /**
     * Appends an entry; completes when it is safe, as far as possible. Never fails: what it records has been decided,
     * and a full disk must not stop anyone from acting.
     */
    public Uni<Void> append(LedgerEntry entry) {
        CompletableFuture<Void> accepted = new CompletableFuture<>();
        acceptor.execute(() -> {
            synchronized (waiting) {
                spool(entry);
                add(entry);
            }
            accepted.complete(null);
            writing.wake();
        });
        return Uni.createFrom().completionStage(accepted);
    }

    /** Whether so many entries wait for the database that more may not fit into memory. */
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

    /** The approximate memory of an entry. */
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
                        e,
                        "the ledger's spool cannot be written, entries are kept in memory until the database has them");
            }
            spoolTrouble = Optional.of("The spool cannot be written: " + e.getMessage()
                    + ". Check the disk that farspan.store.spool is on; waiting entries are in memory only.");
        }
    }

    /** Moves waiting entries to the database. */
    private void flush() throws SQLException, IOException {
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
            // Before it is said that nothing waits: whoever reads then sees the trouble.
            follow(store.get().append(batch));
            synchronized (waiting) {
                batch.forEach(entry -> removeFirst());
                if (waiting.isEmpty()) {
                    spool.clear();
                }
            }
        }
    }

    private void flushLast() {
        try {
            flush();
        } catch (SQLException | IOException | RuntimeException e) {
            LOG.warnf(
                    e,
                    "the last entries of the ledger could not be written to the database; the spool, if any, has them: %s",
                    words(e));
        }
    }

    /**
     * A query of the ledger.
     *
     * @param kind only this kind
     * @param who only entries by this user
     * @param since only entries from this time on
     * @param before only entries before this sequence number
     * @param limit the most entries to return
     */
    public record Query(Optional<String> kind, Optional<String> who, Instant since, long before, int limit) {

        /** Whether a waiting entry matches. It has no sequence number yet and is newer than all that have one. */
        private boolean matchesWaiting(String application, LedgerEntry entry) {
            return entry.application().equals(application)
                    && kind.map(entry.kind()::equals).orElse(true)
                    && who.map(entry.who()::equals).orElse(true)
                    && !entry.at().isBefore(since)
                    && before == Long.MAX_VALUE;
        }
    }

    /** An entry with its place in the chain; a waiting entry has none yet. */
    public record Recorded(
            Optional<Long> sequence, Optional<String> hash, Optional<String> previous, LedgerEntry entry) {}

    /**
     * A page of entries.
     * @param application the application
     * @param complete whether the database could be read; otherwise only waiting entries are shown
     * @param waiting the number of entries that are not in the database yet
     * @param trouble why the database or the spool cannot be used, if so
     * @param entries the entries, newest first
     */
    public record Page(
            String application, boolean complete, int waiting, Optional<String> trouble, List<Recorded> entries) {}

    /** Reads entries, newest first. */
    public Uni<Page> read(String application, Query query) {
        return Uni.createFrom()
                .item(() -> {
                    Map<UUID, Recorded> entries = new LinkedHashMap<>(); // one that is stored meanwhile is met twice
                    int waits;
                    synchronized (waiting) {
                        waits = waiting.size();
                        waiting.descendingIterator().forEachRemaining(entry -> {
                            if (entries.size() < query.limit && query.matchesWaiting(application, entry)) {
                                entries.put(
                                        entry.id(),
                                        new Recorded(Optional.empty(), Optional.empty(), Optional.empty(), entry));
                            }
                        });
                    }
                    if (store.isEmpty()) {
                        return new Page(
                                application,
                                false,
                                waits,
                                Optional.of("No database is configured (farspan.store.url)."),
                                List.copyOf(entries.values()));
                    }
                    try {
                        for (Row row : store.get().read(application, query, query.limit)) {
                            entries.put(
                                    row.id(),
                                    new Recorded(
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
                                entries.values().stream().limit(query.limit).toList());
                    } catch (SQLException e) {
                        LOG.warnf(e, "the ledger cannot be read: %s", words(e));
                        return new Page(
                                application, false, waits, Optional.of(words(e)), List.copyOf(entries.values()));
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /**
     * The result of verifying the chain.
     * @param application the application
     * @param intact whether every entry matches its predecessor and its columns, and no entry seen before is missing
     * @param firstBroken the first entry that does not match or is missing
     * @param problem what is wrong and what to do, if anything
     * @param head the last intact entry; its hash, kept elsewhere, proves all entries up to it
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
                                "This router's saved position in the ledger cannot be read: " + e.getMessage() + ".",
                                e);
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** A failure in one line. The database's own message about a statement goes to the log only, not to the caller. */
    private static String words(Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() instanceof SQLException deeper) {
            cause = deeper;
        }
        String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
        if (!(cause instanceof RuntimeException)
                && (state == null || SHOWN_SQL_STATES.stream().anyMatch(state::startsWith))) {
            return Text.escape(String.valueOf(cause.getMessage()));
        }
        return "the database refused a statement of the ledger" + (state == null ? "" : " (SQLSTATE " + state + ")")
                + "; the router's log has its message";
    }

    @PreDestroy
    void close() {
        acceptor.execute(
                () -> { // after all entries accepted before
                    duties.later(Duration.ZERO, this::flushLast);
                    duties.finish();
                });
        acceptor.shutdown();
    }
}
