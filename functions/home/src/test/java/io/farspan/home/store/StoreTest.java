package io.farspan.home.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The store over a real PostgreSQL. */
class StoreTest {

    private EmbeddedPostgres postgres;

    @BeforeEach
    void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterEach
    void stop() throws IOException {
        postgres.close();
    }

    @Test
    void thePoolIsBoundedAndAWaitForAConnectionEnds() throws SQLException {
        // given: all connections are in use
        Store store = TestStore.of(url() + "?user=postgres");
        List<Connection> lent = new ArrayList<>();
        for (int i = 0; i < Store.MOST_CONNECTIONS; i++) {
            lent.add(store.connect());
        }

        // when, then
        long begin = System.nanoTime();
        assertThatThrownBy(store::connect).isInstanceOf(SQLException.class).hasMessageContaining("all 8 are in use");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Store.ACQUISITION.multipliedBy(2));
        assertThat(count("application_name = 'farspan-router'")).isEqualTo(Store.MOST_CONNECTIONS);

        // and: one that is returned can be lent again
        lent.remove(0).close();
        assertThat(one(store)).isEqualTo(1);
        for (Connection connection : lent) {
            connection.close();
        }
        store.close();
        assertThatThrownBy(store::connect).isInstanceOf(SQLException.class);
    }

    @Test
    void routersThatStartAtTheSameTimeWithAnEmptyDatabaseAllGetTheTables() throws Exception {
        // given
        int routers = 4;
        ExecutorService threads = Executors.newFixedThreadPool(routers);
        for (int round = 0; round < 20; round++) {
            try (Connection connection = TestStore.of(url() + "?user=postgres").connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("drop schema public cascade");
                statement.execute("create schema public");
            }
            CyclicBarrier together = new CyclicBarrier(routers);
            List<Future<Integer>> starts = new ArrayList<>();

            // when
            for (int router = 0; router < routers; router++) {
                starts.add(threads.submit(() -> {
                    Store store = TestStore.of(url() + "?user=postgres");
                    together.await();
                    try (Connection connection =
                                    store.schema("db/ledger", "farspan_schema").connect();
                            Statement statement = connection.createStatement();
                            ResultSet row = statement.executeQuery("select count(*) from ledger")) {
                        row.next();
                        return row.getInt(1);
                    } finally {
                        store.close();
                    }
                }));
            }

            // then
            for (Future<Integer> start : starts) {
                assertThat(start.get()).isZero();
            }
        }
        threads.shutdown();
    }

    @Test
    void aDatabaseThatWasRestartedWorksAgain(@TempDir Path directory) throws IOException, SQLException {
        // given: idle connections to a database
        EmbeddedPostgres first = restartable(directory).start();
        Store store = TestStore.of("jdbc:postgresql://127.0.0.1:" + first.getPort() + "/postgres?user=postgres");
        List<Connection> lent = List.of(store.connect(), store.connect(), store.connect());
        for (Connection connection : lent) {
            connection.close();
        }

        // when
        first.close();
        assertThatThrownBy(() -> one(store)).isInstanceOf(SQLException.class);

        // then: the first operation works
        try (EmbeddedPostgres second =
                restartable(directory).setPort(first.getPort()).start()) {
            assertThat(second.getPort()).isEqualTo(first.getPort());
            assertThat(one(store)).isEqualTo(1);
            store.close();
        }
    }

    @Test
    void connectionsThatTheServerEndedAreReplacedBeforeTheyAreUsed() throws SQLException {
        // given
        Store store = TestStore.of(url() + "?user=postgres");
        List<Connection> lent = List.of(store.connect(), store.connect(), store.connect());
        for (Connection connection : lent) {
            connection.close();
        }

        // when
        execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'farspan-router'");

        // then
        for (int i = 0; i < 4; i++) {
            assertThat(one(store)).isEqualTo(1);
        }
        store.close();
    }

    @Test
    void aRotatedPasswordIsReadForTheNextConnection(@TempDir Path directory) throws IOException, SQLException {
        // given: a server that requires the user's password
        Path file = directory.resolve("password");
        execute("create role keeper login password 'first'");
        requirePassword();
        Files.writeString(file, "first\n");
        Store store = new Store(new TestStore.Settings(
                Optional.of(url()), Optional.of("keeper"), Optional.empty(), Optional.of(file.toString())));

        // when: the open connection goes on, a new one needs the new password
        try (Connection open = store.connect()) {
            execute("alter role keeper password 'second'");
            assertThat(open.isValid(1)).isTrue();
            assertThatThrownBy(store::connect)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
            Files.writeString(file, "second\n");

            // then
            assertThat(one(store)).isEqualTo(1);

            // and
            Files.delete(file);
            try (Connection second = store.connect()) {
                assertThat(second.isValid(1)).isTrue();
                assertThatThrownBy(store::connect).hasMessageContaining("password-file " + file + " cannot be read");
            }
        }
        store.close();
    }

    @Test
    void aTransactionThatFailsLeavesNothingBehind() throws SQLException {
        // given
        Store store = TestStore.of(url() + "?user=postgres");
        Schema schema = store.schema("db/ledger", "farspan_schema");
        execute("create table kept (value int)");

        // when
        assertThatThrownBy(() -> schema.inTransaction(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("insert into kept values (1)");
                    }
                    throw new SQLException("after the first of two statements");
                }))
                .hasMessageContaining("first of two");

        // then
        try (Connection connection = schema.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from kept")) {
            assertThat(connection.getAutoCommit()).isTrue();
            row.next();
            assertThat(row.getInt(1)).isZero();
        }
        store.close();
    }

    @Test
    void aStoreWithoutADatabaseSaysSo() {
        Store store = TestStore.none();
        assertThat(store.isConfigured()).isFalse();
        assertThatThrownBy(store::connect).hasMessageContaining("farspan.store.url");
        store.close();
    }

    private static EmbeddedPostgres.Builder restartable(Path directory) {
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false);
    }

    private void requirePassword() throws IOException, SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show hba_file")) {
            row.next();
            Path rules = Path.of(row.getString(1));
            Files.writeString(rules, "host all keeper 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
        }
        execute("select pg_reload_conf()");
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
    }

    private static int one(Store store) throws SQLException {
        try (Connection connection = store.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select 1")) {
            row.next();
            return row.getInt(1);
        }
    }

    private int count(String condition) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from pg_stat_activity where " + condition)) {
            row.next();
            return row.getInt(1);
        }
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
