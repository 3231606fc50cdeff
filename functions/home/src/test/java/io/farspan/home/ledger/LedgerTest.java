package io.farspan.home.ledger;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.quarkus.runtime.StartupEvent;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.home.store.Store;
import io.farspan.home.store.StoreConfig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The ledger over a real PostgreSQL. */
class LedgerTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Ledger.Query ALL =
            new Ledger.Query(Optional.empty(), Optional.empty(), Instant.EPOCH, Long.MAX_VALUE, 1_000);

    private static EmbeddedPostgres postgres;

    private final String application = "app-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    void entriesAreChainedAndFound() {
        // given
        Ledger ledger = ledger(Optional.of(url(postgres.getPort())), Optional.empty());

        // when
        append(ledger, "map", "first");
        append(ledger, "verdict", "second");

        // then
        Ledger.Page page = awaitStored(ledger, 2);
        assertThat(page.entries())
                .extracting(recorded -> recorded.entry().what())
                .containsExactly("second", "first");
        assertThat(page.entries().get(0).previous())
                .isEqualTo(page.entries().get(1).hash());
        assertThat(ledger.verify(application).await().atMost(LIMIT).intact()).isTrue();
        assertThat(found(ledger, Optional.of("map"), Optional.empty())).containsExactly("first");
        assertThat(found(ledger, Optional.empty(), Optional.of("ann"))).containsExactly("second", "first");
        assertThat(found(ledger, Optional.empty(), Optional.of("ben"))).isEmpty();
    }

    @Test
    void entriesCannotBeChanged() {
        Ledger ledger = filled(5, Optional.empty());
        String[] attempts = {"update ledger set kind = 'x'", "delete from ledger", "truncate ledger"};
        for (String attempt : attempts) {
            assertThatThrownBy(() -> execute(attempt)).as(attempt).hasMessageContaining("append-only");
        }
        assertThat(verify(ledger).intact()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    body = replace(body, 'entry 3', 'entry x')   | content
                    body = replace(body, 'entry 3', 'entry x'), hash = encode(sha256(convert_to(concat(previous, chr(10), replace(body, 'entry 3', 'entry x')), 'UTF8')), 'hex'), format = 1 | follow
                    at = at + interval '1 second'                | content
                    at = at - interval '20 years'                | content
                    at = 'infinity'                              | content
                    kind = 'call'                                | content
                    who = 'ben'                                  | content
                    id = gen_random_uuid()                       | content
                    application = 'elsewhere'                    | missing
                    sequence = 99                                | missing
                    previous = repeat('0', 64)                   | follow
                    hash = repeat('0', 64)                       | content
                    format = 1                                   | content
                    format = 7                                   | content
                    """)
    void aChangeBehindTheLedgersBackIsDetectedInEveryColumn(String change, String word) throws SQLException {
        // given
        Ledger ledger = filled(5, Optional.empty());

        // when
        executeAsSuperuser(
                "update ledger set " + change + " where sequence = 3 and application = '" + application + "'");

        // then: a recomputed hash breaks the next entry
        Ledger.Verification found = verify(ledger);
        assertThat(found.intact()).isFalse();
        assertThat(found.firstBroken()).contains(word.equals("follow") && change.startsWith("body") ? 4L : 3L);
        assertThat(found.problem()).get().asString().contains("Entry ", word, "backup");
    }

    @Test
    void aRemovedEntryIsDetected() throws SQLException {
        Ledger ledger = filled(5, Optional.empty());
        executeAsSuperuser("delete from ledger where sequence = 2 and application = '" + application + "'");
        assertThat(verify(ledger).firstBroken()).contains(2L);
        assertThat(verify(ledger).problem()).get().asString().contains("entry 2 is missing");
    }

    @Test
    void aDeletedChainIsDetectedByARouterThatHasSeenIt(@TempDir Path directory) throws SQLException {
        // given
        Optional<Path> spool = Optional.of(directory.resolve("spool"));
        Ledger ledger = filled(3, spool);
        assertThat(verify(ledger).expected()).map(Head::sequence).contains(3L);

        // when
        executeAsSuperuser("delete from ledger where application = '" + application + "'");

        // then: even after a restart, and after the chain has grown again
        Ledger.Verification found = verify(ledger);
        assertThat(found.intact()).isFalse();
        assertThat(found.firstBroken()).contains(1L);
        assertThat(found.problem()).get().asString().contains("1 to 3", "cut off", directory.toString());
        ledger.close();
        Ledger next = ledger(Optional.of(url(postgres.getPort())), spool);
        append(next, "map", "as if nothing had been");
        assertThat(awaitStored(next, 1).trouble()).get().asString().contains("2 to 3");
        assertThat(verify(next).problem()).get().asString().contains("2 to 3");
        append(next, "map", "one more");
        append(next, "map", "and one");
        awaitStored(next, 3);
        assertThat(verify(next).firstBroken()).contains(3L);
        assertThat(verify(next).problem()).get().asString().contains("not the one that this router has seen");
    }

    @Test
    void anEndThatWasCutOffIsMissedByAStandbyThatOnlyLookedOn(@TempDir Path directory)
            throws SQLException, IOException {
        // given: a standby that writes nothing, and one that has not seen the chain yet
        filled(5, Optional.empty());
        Path spool = directory.resolve("spool");
        Ledger standby = ledger(Optional.of(url(postgres.getPort())), Optional.of(spool));
        standby.follow();

        // when
        executeAsSuperuser("delete from ledger where sequence > 3 and application = '" + application + "'");

        // then
        standby.follow();
        assertThat(standby.read(application, ALL).await().atMost(LIMIT).trouble())
                .get()
                .asString()
                .contains("4 to 5");
        assertThat(verify(standby).firstBroken()).contains(4L);
        Ledger newcomer = ledger(Optional.of(url(postgres.getPort())), Optional.of(directory.resolve("other")));
        assertThat(verify(newcomer).intact()).isTrue();

        // and: an operator who knows the cause can accept the loss
        Path heads = directory.resolve("spool.heads");
        Files.write(
                heads,
                Files.readAllLines(heads).stream()
                        .filter(line -> !line.startsWith(application + " "))
                        .toList());
        standby.follow();
        assertThat(verify(standby).intact()).isTrue();
        assertThat(verify(standby).expected()).map(Head::sequence).contains(3L);
    }

    @Test
    void theSavedPositionMayLagBehindTheChain(@TempDir Path directory) throws IOException {
        // given: a crash between the commit and saving the position
        Path spool = directory.resolve("spool");
        Ledger ledger = filled(2, Optional.of(spool));
        Path heads = directory.resolve("spool.heads");
        Awaitility.await().atMost(LIMIT).until(() -> Files.readString(heads).contains(application + " 2 "));
        String then = Files.readString(heads);
        append(ledger, "map", "entry 3");
        awaitStored(ledger, 3);
        ledger.close();
        Awaitility.await().atMost(LIMIT).until(() -> Files.readString(heads).contains(application + " 3 "));
        Files.writeString(heads, then);

        // when, then
        Ledger next = ledger(Optional.of(url(postgres.getPort())), Optional.of(spool));
        assertThat(verify(next).intact()).isTrue();
        next.follow();
        assertThat(verify(next).expected()).map(Head::sequence).contains(3L);
    }

    @Test
    void anyTextCanBeStoredFoundAndShown() {
        // given: control characters that passed validation
        Ledger ledger = ledger(Optional.of(url(postgres.getPort())), Optional.empty());
        String bad = "a\0b\n2026-11-24 INFO forged\u0085\u2028\ud800";

        // when
        ledger.append(LedgerEntry.of(
                        application,
                        "dc1",
                        "map" + bad,
                        "ann" + bad,
                        bad,
                        bad,
                        List.of(bad),
                        Optional.of(java.util.Map.of(bad, bad)),
                        Optional.of(List.of(bad))))
                .await()
                .atMost(LIMIT);
        append(ledger, "map", "after");

        // then
        Ledger.Page page = awaitStored(ledger, 2);
        String escaped = "a\\u0000b\\u000a2026-11-24 INFO forged\\u0085\\u2028\\ud800";
        LedgerEntry entry = page.entries().get(1).entry();
        assertThat(entry.why()).isEqualTo(escaped);
        assertThat(entry.before().orElseThrow().path(escaped).asText()).isEqualTo(escaped);
        assertThat(found(ledger, Optional.empty(), Optional.of("ann" + escaped)))
                .containsExactly(escaped);
        assertThat(found(ledger, Optional.of("map"), Optional.of("ann"))).containsExactly("after");
        assertThat(verify(ledger).intact()).isTrue();
    }

    @Test
    void entriesOfThePreviousReleaseAreReadableAndVerified() throws SQLException {
        // given: a database of the previous release, with an entry that made all of it unreadable
        String database = "old_" + UUID.randomUUID().toString().replace('-', '_');
        execute("create database " + database);
        String url = url(postgres.getPort()).replace("/postgres?", "/" + database + "?");
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/ledger")
                .table("farspan_schema")
                .target("1")
                .load()
                .migrate();
        String previous = Chain.START;
        for (int sequence = 1; sequence <= 3; sequence++) {
            previous = insertAsBefore(url, sequence, previous, sequence == 2 ? "\\u0000" : "");
        }

        // when
        Ledger ledger = ledger(Optional.of(url), Optional.empty());
        append(ledger, "map", "of this release");

        // then
        awaitStored(ledger, 4);
        assertThat(found(ledger, Optional.empty(), Optional.of("ann"))).hasSize(3);
        assertThat(found(ledger, Optional.empty(), Optional.of("ann\ufffd"))).containsExactly("did 2\\u0000");
        assertThat(verify(ledger).problem()).isEmpty();

        // and: a router of the previous release goes on writing during a rolling upgrade
        insertAsBefore(url, 5, verify(ledger).head().hash(), "");
        assertThat(verify(ledger).head().sequence()).isEqualTo(5);
        assertThat(verify(ledger).problem()).isEmpty();

        // and: their columns are verified, too, which they were not before
        for (String change :
                List.of("at = at - interval '20 years'", "kind = 'x'", "who = 'ben'", "id = gen_random_uuid()")) {
            executeAsSuperuser(url, "create table kept as select * from ledger where sequence = 2");
            executeAsSuperuser(url, "update ledger set " + change + " where sequence = 2");
            assertThat(verify(ledger).firstBroken()).as(change).contains(2L);
            assertThat(verify(ledger).problem()).get().asString().contains("column");
            executeAsSuperuser(
                    url,
                    "update ledger set at = kept.at, kind = kept.kind, who = kept.who, id = kept.id from kept"
                            + " where ledger.sequence = 2");
            executeAsSuperuser(url, "drop table kept");
        }
        assertThat(verify(ledger).intact()).isTrue();
    }

    /** An entry as the previous release wrote it; {@code letter} is JSON-escaped. */
    private String insertAsBefore(String url, int sequence, String previous, String letter) throws SQLException {
        UUID id = UUID.randomUUID();
        Instant at = Instant.parse("2026-11-22T10:00:00.123456789Z").plusSeconds(sequence);
        String body = ("{\"id\":\"%s\",\"application\":\"%s\",\"at\":\"%s\",\"router\":\"dc1\",\"kind\":\"map\","
                        + "\"who\":\"ann%s\",\"what\":\"did %d%s\",\"why\":\"because\",\"evidence\":[]}")
                .formatted(id, application, at, letter, sequence, letter);
        String hash;
        try {
            hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest((previous + "\n" + body).getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement insert = connection.prepareStatement(
                        "insert into ledger (application, sequence, id, at, kind, body, previous, hash)"
                                + " values (?, ?, ?, ?, 'map', ?, ?, ?)")) {
            insert.setString(1, application);
            insert.setInt(2, sequence);
            insert.setObject(3, id);
            insert.setTimestamp(4, Timestamp.from(at));
            insert.setString(5, body);
            insert.setString(6, previous);
            insert.setString(7, hash);
            insert.executeUpdate();
        }
        return hash;
    }

    private Ledger filled(int count, Optional<Path> spool) {
        Ledger ledger = ledger(Optional.of(url(postgres.getPort())), spool);
        for (int i = 1; i <= count; i++) {
            append(ledger, "map", "entry " + i);
        }
        awaitStored(ledger, count);
        ledger.follow();
        return ledger;
    }

    private Ledger.Verification verify(Ledger ledger) {
        return ledger.verify(application).await().atMost(LIMIT);
    }

    /** Executes a statement as the database's superuser. */
    private static void executeAsSuperuser(String statement) throws SQLException {
        executeAsSuperuser(url(postgres.getPort()), statement);
    }

    private static void executeAsSuperuser(String url, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement sql = connection.createStatement()) {
            sql.execute("alter table ledger disable trigger ledger_append_only");
            sql.execute(statement);
            sql.execute("alter table ledger enable trigger ledger_append_only");
        }
    }

    private static void execute(String statement) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Test
    void entriesWaitOnDiskWhileTheDatabaseIsDownAndAreStoredOnceAfterwards(@TempDir Path directory) throws IOException {
        // given: a database that is down
        Path spool = directory.resolve("spool");
        Ledger offline =
                ledger(Optional.of("jdbc:postgresql://127.0.0.1:9/postgres?user=postgres"), Optional.of(spool));
        append(offline, "map", "while it was down");
        Ledger.Page page = offline.read(application, ALL).await().atMost(LIMIT);
        assertThat(page.complete()).isFalse();
        assertThat(page.entries()).hasSize(1);
        offline.close();

        // when: another process reads the spool, and appends the same entries again
        String left = Files.readString(spool);
        Ledger online = ledger(Optional.of(url(postgres.getPort())), Optional.of(spool));
        awaitStored(online, 1);
        online.close();
        Files.writeString(spool, left);
        Ledger again = ledger(Optional.of(url(postgres.getPort())), Optional.of(spool));
        append(again, "map", "afterwards");

        // then
        assertThat(awaitStored(again, 2).entries())
                .extracting(recorded -> recorded.entry().what())
                .containsExactly("afterwards", "while it was down");
        assertThat(again.verify(application).await().atMost(LIMIT).intact()).isTrue();
        assertThat(spool).doesNotExist();
    }

    @Test
    void anEntryIsAcceptedWhileTheDatabaseHangs(@TempDir Path directory) throws IOException {
        // given: a database that accepts a connection and never answers
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Path spool = directory.resolve("spool");
            Ledger ledger = ledger(Optional.of(url(silent.getLocalPort())), Optional.of(spool));
            append(ledger, "map", "first");
            try (Socket hanging = silent.accept()) {
                // when
                append(ledger, "map", "second");

                // then: while the database still hangs
                hanging.setSoTimeout(100);
                assertThatThrownBy(() -> hanging.getInputStream().readAllBytes())
                        .isInstanceOf(SocketTimeoutException.class);
                assertThat(Files.readAllLines(spool)).hasSize(2);
            }
        }
    }

    @Test
    void anEntryAfterATruncatedLineIsNotLost(@TempDir Path directory) throws IOException {
        // given: the spool after a crash
        Path spool = directory.resolve("spool");
        Files.writeString(spool, "{\"id\":\"0b5");

        // when
        Ledger ledger = ledger(Optional.empty(), Optional.of(spool));
        append(ledger, "map", "after the crash");
        ledger.close();

        // then
        Ledger next = ledger(Optional.of(url(postgres.getPort())), Optional.of(spool));
        assertThat(awaitStored(next, 1).entries())
                .extracting(recorded -> recorded.entry().what())
                .containsExactly("after the crash");
    }

    @Test
    void aRotatedPasswordIsReadFromItsFile(@TempDir Path directory) throws IOException, SQLException {
        // given: a server that requires the user's password
        Path file = directory.resolve("password");
        try (EmbeddedPostgres strict = EmbeddedPostgres.start();
                Connection connection = strict.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create role keeper superuser login password 'first'");
            String access = "host all keeper 127.0.0.1/32 scram-sha-256\n";
            try (ResultSet row = statement.executeQuery("show hba_file")) {
                row.next();
                Path rules = Path.of(row.getString(1));
                Files.writeString(rules, access + Files.readString(rules));
            }
            statement.execute("select pg_reload_conf()");
            Files.writeString(file, "first\n");
            Ledger ledger = ledger(new Settings(
                    Optional.of("jdbc:postgresql://127.0.0.1:" + strict.getPort() + "/postgres"),
                    Optional.of("keeper"),
                    Optional.empty(),
                    Optional.of(file.toString()),
                    Optional.empty()));
            append(ledger, "map", "before");
            awaitStored(ledger, 1);

            // when
            statement.execute("alter role keeper password 'second'");
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'keeper'");
            append(ledger, "map", "after");
            assertThat(ledger.read(application, ALL).await().atMost(LIMIT).trouble())
                    .get()
                    .asString()
                    .contains("password");
            Files.writeString(file, "second\n");

            // then
            awaitStored(ledger, 2);
            ledger.close();
        }
    }

    @Test
    void aSpoolThatCannotBeWrittenIsReportedAndBlocksNothing(@TempDir Path directory) {
        // given
        Path nowhere = directory.resolve("missing").resolve("spool");
        Ledger ledger = ledger(Optional.of(url(postgres.getPort())), Optional.of(nowhere));

        // when
        append(ledger, "map", "on a full disk");

        // then
        assertThat(awaitStored(ledger, 1).trouble()).get().asString().contains("spool", "Check the disk");
    }

    private List<String> found(Ledger ledger, Optional<String> kind, Optional<String> who) {
        return ledger
                .read(application, new Ledger.Query(kind, who, Instant.EPOCH, Long.MAX_VALUE, 10))
                .await()
                .atMost(LIMIT)
                .entries()
                .stream()
                .map(recorded -> recorded.entry().what())
                .toList();
    }

    private Ledger.Page awaitStored(Ledger ledger, int count) {
        return Awaitility.await()
                .atMost(LIMIT)
                .until(
                        () -> ledger.read(application, ALL).await().atMost(LIMIT),
                        page -> page.complete()
                                && page.waiting() == 0
                                && page.entries().size() == count);
    }

    private void append(Ledger ledger, String kind, String what) {
        ledger.append(LedgerEntry.of(
                        application,
                        "dc1",
                        kind,
                        "ann",
                        what,
                        "because",
                        List.of("evidence"),
                        Optional.empty(),
                        Optional.of("after")))
                .await()
                .atMost(LIMIT);
    }

    private static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    }

    @Test
    void entriesWaitingForTheDatabaseAreCounted() {
        // given
        Ledger ledger = ledger(Optional.of("jdbc:postgresql://127.0.0.1:9/postgres?user=postgres"), Optional.empty());
        String large = "x".repeat(1 << 20);

        // when
        for (int i = 0; i < 10; i++) {
            append(ledger, large);
        }
        assertThat(ledger.isCrowded()).isFalse();
        for (int i = 0; i < 10; i++) {
            append(ledger, large);
        }

        // then
        assertThat(ledger.isCrowded()).isTrue();
    }

    private static void append(Ledger ledger, String what) {
        ledger.append(LedgerEntry.of(
                        "crowd", "dc1", "call", "ann", what, "why", List.of(), Optional.empty(), Optional.empty()))
                .await()
                .atMost(LIMIT);
    }

    private static Ledger ledger(Optional<String> url, Optional<Path> spool) {
        return ledger(
                new Settings(url, Optional.empty(), Optional.empty(), Optional.empty(), spool.map(Path::toString)));
    }

    private static Ledger ledger(Settings settings) {
        Ledger ledger = new Ledger(settings, new Store(settings));
        ledger.start(new StartupEvent());
        return ledger;
    }

    private record Settings(
            Optional<String> url,
            Optional<String> user,
            Optional<String> password,
            Optional<String> passwordFile,
            Optional<String> spool)
            implements LedgerConfig, StoreConfig {}
}
