package io.farspan.router.ledger;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.quarkus.runtime.StartupEvent;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void nobodyChangesAnEntryUnnoticed() throws SQLException {
        // given
        Ledger ledger = ledger(Optional.of(url(postgres.getPort())), Optional.empty());
        for (int i = 1; i <= 5; i++) {
            append(ledger, "map", "entry " + i);
        }
        awaitStored(ledger, 5);

        // when, then: the table refuses it
        String update = "update ledger set body = replace(body, 'entry 3', 'entry x') where application = '"
                + application + "'";
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeUpdate(update)).hasMessageContaining("append-only");

            // and whoever gets around that is found out
            statement.execute("alter table ledger disable trigger ledger_append_only");
            statement.executeUpdate(update);
            statement.execute("alter table ledger enable trigger ledger_append_only");
        }
        assertThat(ledger.verify(application).await().atMost(LIMIT).firstBroken())
                .contains(3L);
    }

    @Test
    void entriesWaitOnDiskWhileTheStoreIsDownAndAreInItOnceAfterwards(@TempDir Path directory) throws IOException {
        // given: a store that is not there
        Path spool = directory.resolve("spool");
        Ledger offline =
                ledger(Optional.of("jdbc:postgresql://127.0.0.1:9/postgres?user=postgres"), Optional.of(spool));
        append(offline, "map", "while it was down");
        Ledger.Page page = offline.read(application, ALL).await().atMost(LIMIT);
        assertThat(page.complete()).isFalse();
        assertThat(page.entries()).hasSize(1);
        offline.close();

        // when: another process takes the spool over, and the same entries a second time
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
    void anEntryIsAcceptedWhileTheStoreHangs(@TempDir Path directory) throws IOException {
        // given: a store that accepts a connection and says nothing
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Path spool = directory.resolve("spool");
            Ledger ledger = ledger(Optional.of(url(silent.getLocalPort())), Optional.of(spool));
            append(ledger, "map", "first");
            try (Socket hanging = silent.accept()) {
                // when
                append(ledger, "map", "second");

                // then: it was while the store still hung
                hanging.setSoTimeout(100);
                assertThatThrownBy(() -> hanging.getInputStream().readAllBytes())
                        .isInstanceOf(SocketTimeoutException.class);
                assertThat(Files.readAllLines(spool)).hasSize(2);
            }
        }
    }

    @Test
    void anEntryAfterALineThatWasCutOffIsNotLostWithIt(@TempDir Path directory) throws IOException {
        // given: what a crash left
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
    void aPasswordThatIsRotatedIsTakenUpFromItsFile(@TempDir Path directory) throws IOException, SQLException {
        // given: a server that asks for the user's password
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
    void aSpoolThatCannotBeWrittenKeepsNobodyFromActingAndIsSaid(@TempDir Path directory) {
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

    private static Ledger ledger(Optional<String> url, Optional<Path> spool) {
        return ledger(
                new Settings(url, Optional.empty(), Optional.empty(), Optional.empty(), spool.map(Path::toString)));
    }

    private static Ledger ledger(LedgerConfig settings) {
        Ledger ledger = new Ledger(settings);
        ledger.start(new StartupEvent());
        return ledger;
    }

    private record Settings(
            Optional<String> url,
            Optional<String> user,
            Optional<String> password,
            Optional<String> passwordFile,
            Optional<String> spool)
            implements LedgerConfig {}
}
