package io.farspan.telemetry.collect;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.telemetry.store.Database;
import io.farspan.telemetry.store.TestTelemetryStore;

import static org.assertj.core.api.Assertions.assertThat;

/** Homes that have a database each, and collect one after the other or for a while at once, counted by the lines' numbers. */
class RehomingTest {

    @RegisterExtension
    static final Database FIRST = new Database();

    @RegisterExtension
    static final Database SECOND = new Database();

    private final NumberedAgent agent = new NumberedAgent(70, 100);
    private final LocationCollection first = agent.collectedInto(TestTelemetryStore.in(FIRST));
    private final LocationCollection second = agent.collectedInto(TestTelemetryStore.in(SECOND));

    @Test
    void anotherHomeWithItsOwnDatabaseHasWhatTheOldOneLacks() throws SQLException {
        // given
        collect(first, 20);

        // when: the first is gone
        collect(second, 20);
        agent.write(50);
        untilTheEnd(second);

        // then
        List<Long> old = numbers(FIRST);
        List<Long> all = new ArrayList<>(old);
        all.addAll(numbers(SECOND));
        assertThat(new HashSet<>(all))
                .isEqualTo(new HashSet<>(
                        LongStream.range(0, agent.written()).boxed().toList()));
        areAccountedFor(SECOND, new HashSet<>(old));
        assertThat(FIRST.column("select gap from log_record where gap is not null"))
                .isEmpty();
    }

    @Test
    void homesThatBothCollectLoseNothingBetweenThem() throws SQLException {
        // given
        collect(first, 10);

        // when: the old home does not know yet that there is another one
        for (int round = 0; round < 40; round++) {
            agent.write(37);
            NumberedAgent.step(round % 3 == 0 ? first : second);
        }
        untilTheEnd(second);
        untilTheEnd(first);

        // then
        areAccountedFor(FIRST, new HashSet<>(numbers(SECOND)));
        areAccountedFor(SECOND, new HashSet<>(numbers(FIRST)));
    }

    private void collect(LocationCollection home, int rounds) {
        for (int round = 0; round < rounds; round++) {
            agent.write(37);
            NumberedAgent.step(home);
        }
    }

    private void untilTheEnd(LocationCollection home) {
        for (long lines = 0; lines <= agent.written() + 200; lines += 70) {
            NumberedAgent.step(home);
        }
    }

    /** None is there twice, and each that is missing is of a gap that says so, and with the other home. */
    private void areAccountedFor(Database home, Set<Long> other) throws SQLException {
        List<Long> there = numbers(home);
        assertThat(there).doesNotHaveDuplicates();
        List<Long> missing =
                new ArrayList<>(LongStream.range(0, agent.written()).boxed().toList());
        missing.removeAll(new HashSet<>(there));
        assertThat(home.column("select n from log_record, generate_series((gap ->> 'from')::bigint,"
                        + " (gap ->> 'to')::bigint - 1) n where gap is not null order by n"))
                .containsExactlyElementsOf(missing.stream().map(String::valueOf).toList());
        assertThat(other).containsAll(missing);
    }

    private static List<Long> numbers(Database home) throws SQLException {
        return home
                .column("select split_part(message, ' ', 1) from log_record where gap is null order by record_offset")
                .stream()
                .map(Long::valueOf)
                .toList();
    }
}
