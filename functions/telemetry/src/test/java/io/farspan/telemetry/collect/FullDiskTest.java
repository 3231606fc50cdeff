package io.farspan.telemetry.collect;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.telemetry.rules.Rules;
import io.farspan.telemetry.store.Database;
import io.farspan.telemetry.store.TelemetryStore;
import io.farspan.telemetry.store.TestTelemetryStore;
import io.farspan.testkit.disk.SmallDisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A real PostgreSQL on a disk that somebody else fills while lines are collected, counted by the lines' numbers. */
class FullDiskTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static SmallDisk disk;
    private static Database database;

    private final NumberedAgent agent = new NumberedAgent(500, 5_000);
    private TelemetryStore store;
    private LocationCollection collection;

    @BeforeAll
    static void start() {
        disk = SmallDisk.mount(folder.resolve("disk"), 160);
        database = new Database(disk.folder().resolve("data"));
    }

    @AfterEach
    void free() {
        disk.free();
    }

    @AfterAll
    static void end() throws IOException {
        try {
            if (database != null) {
                database.close();
            }
        } finally {
            if (disk != null) {
                disk.close();
            }
        }
    }

    @BeforeEach
    void collect() throws SQLException {
        database.empty();
        store = TestTelemetryStore.in(database);
        collection = agent.collectedInto(store);
        agent.write(1_000_000);
        collect(2_000);
    }

    @Test
    void whatCannotBeStoredWaitsAndIsStoredOnceThereIsRoom() throws Exception {
        // given: room in its log, without which the database would go down
        for (String statement : List.of("checkpoint", "select pg_switch_wal()", "checkpoint")) {
            database.execute(statement);
        }

        // when
        disk.fill();
        long held = collectUntilNothingCanBeStored();
        assertThatThrownBy(
                        () -> new LocationBatches(store, () -> NumberedAgent.RETENTION, Rules.of(List.of(), List.of()))
                                .append(agent.stream(), agent.lines(held, held + 500)))
                .isInstanceOf(FarspanException.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("tried again")
                .hasMessageContaining("free or enlarge the disk of the database");
        disk.free();

        // then
        collect(held + 2_000);
        isStoredOnce();
    }

    @Test
    void whatCannotBeStoredWaitsForADatabaseThatAFullDiskBroughtDown() throws Exception {
        // when: it cannot begin the next file of its log, nor come up again
        disk.fill();
        Awaitility.await().atMost(LIMIT).until(FullDiskTest::isDown);
        long whileDown = step();
        disk.free();
        database.startAgain();

        // then
        assertThat(whileDown).isEqualTo(-1);
        collect(checkpoint() + 2_000);
        isStoredOnce();
    }

    private void collect(long lines) {
        Awaitility.await().atMost(LIMIT).until(() -> step() >= lines);
    }

    private long collectUntilNothingCanBeStored() throws SQLException {
        long before = checkpoint();
        for (long now = step(); now != before; now = step()) {
            before = now;
        }
        return before;
    }

    /** How much is stored after a step, -1 when the database does not say. */
    private long step() {
        NumberedAgent.step(collection);
        try {
            return checkpoint();
        } catch (SQLException e) {
            return -1;
        }
    }

    private static boolean isDown() {
        try {
            database.execute("select pg_switch_wal(); update telemetry_stream set seen = now()");
            return false;
        } catch (SQLException e) {
            return !isThere();
        }
    }

    private static boolean isThere() {
        try {
            return !database.column("select 1").isEmpty();
        } catch (SQLException e) {
            return false;
        }
    }

    private static long checkpoint() throws SQLException {
        List<String> offsets = database.column("select next_offset from telemetry_stream");
        return offsets.isEmpty() ? 0 : Long.parseLong(offsets.get(0));
    }

    private static void isStoredOnce() throws SQLException {
        assertThat(database.column("select gap from log_record where gap is not null"))
                .isEmpty();
        assertThat(database.column("select split_part(message, ' ', 1) from log_record order by record_offset"))
                .containsExactlyElementsOf(LongStream.range(0, checkpoint())
                        .mapToObj(Long::toString)
                        .toList());
    }
}
