package io.farspan.telemetry.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.home.store.Schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Telemetry's part of the router's connections. */
class ConnectionsTest {

    @RegisterExtension
    static final Database DATABASE = new Database();

    @Test
    void telemetryLeavesHalfOfTheConnectionsToTheRestOfTheRouter() throws Exception {
        // given: as many transactions as may be under way
        Schema schema = DATABASE.store().schema("db/telemetry", "farspan_telemetry_schema");
        Connections connections = new Connections(schema, Duration.ofMillis(1));
        CountDownLatch begun = new CountDownLatch(Connections.MOST);
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(Connections.MOST);
        schema.connect().close(); // the tables are there
        List<Future<Boolean>> work = new ArrayList<>();
        for (int index = 0; index < Connections.MOST; index++) {
            work.add(threads.submit(() -> connections.inTransaction(connection -> {
                begun.countDown();
                return awaited(end);
            })));
        }
        begun.await();

        // when, then
        assertThatThrownBy(() -> connections.inTransaction(connection -> true))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("all 4 connections that telemetry may use");
        schema.connect().close(); // the rest of the router has some

        // and
        end.countDown();
        for (Future<Boolean> one : work) {
            assertThat(one.get()).isTrue();
        }
        threads.shutdown();
        assertThat(connections.<Boolean>inTransaction(connection -> true)).isTrue();
    }

    @Test
    void queriesLeaveAConnectionToTheRecordsThatComeIn() throws Exception {
        // given: as many queries as may be under way
        Connections connections = new Connections(
                DATABASE.store().schema("db/telemetry", "farspan_telemetry_schema"), Duration.ofMillis(50));
        Connections queries = connections.forQueries();
        CountDownLatch begun = new CountDownLatch(Connections.MOST_FOR_QUERIES);
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(Connections.MOST_FOR_QUERIES);
        connections.inTransaction(connection -> true); // the tables are there
        List<Future<Boolean>> work = new ArrayList<>();
        for (int index = 0; index < Connections.MOST_FOR_QUERIES; index++) {
            work.add(threads.submit(() -> queries.inTransaction(connection -> {
                begun.countDown();
                return awaited(end);
            })));
        }
        begun.await();

        // when, then
        assertThatThrownBy(() -> queries.inTransaction(connection -> true))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("of which queries may have 3");
        assertThat(connections.<Boolean>inTransaction(connection -> true)).isTrue();

        // and: they give their places back
        end.countDown();
        for (Future<Boolean> one : work) {
            assertThat(one.get()).isTrue();
        }
        threads.shutdown();
        for (int again = 0; again < 2 * Connections.MOST; again++) {
            assertThat(queries.<Boolean>inTransaction(connection -> true)).isTrue();
        }
    }

    @Test
    void aTransactionThatFailsGivesItsTurnBack() throws SQLException {
        // given
        Connections connections = new Connections(
                DATABASE.store().schema("db/telemetry", "farspan_telemetry_schema"), Duration.ofMillis(1));

        // when
        for (int attempt = 0; attempt < 2 * Connections.MOST; attempt++) {
            assertThatThrownBy(() -> connections.inTransaction(connection -> {
                        throw new SQLException("no");
                    }))
                    .hasMessage("no");
        }

        // then
        assertThat(connections.<Boolean>inTransaction(connection -> true)).isTrue();
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
