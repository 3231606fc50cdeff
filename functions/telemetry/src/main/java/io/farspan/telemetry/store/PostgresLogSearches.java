package io.farspan.telemetry.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.farspan.home.store.Schema;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** Searches in PostgreSQL. */
final class PostgresLogSearches implements LogSearches {

    /** The counts that are in memory before they are added up: a name of theirs may be long. */
    private static final int COUNTS_FETCHED = 100;

    private final Connections connections;

    PostgresLogSearches(Connections connections) {
        this.connections = connections;
    }

    /** Adds that a record is one of the search's application, and fulfils its conditions. */
    private static void conditions(LogSql sql, LogSearch search) {
        sql.add(" and s.application = ?", search.application());
        for (LogCondition condition : search.conditions()) {
            condition.addTo(sql);
        }
    }

    @Override
    public Optional<Instant> records(
            LogSearch search, boolean backward, int limit, SearchTime time, Predicate<StoredLog> wanted) {
        LogStretch stretch = new LogStretch(search.from(), search.to(), Optional.empty(), backward);
        SliceSize size =
                search.conditions().stream().anyMatch(LogCondition::isIndexed) ? SliceSize.whole() : new SliceSize();
        try {
            return new SlicedSearch(connections, stretch, sql -> conditions(sql, search), limit, time, size)
                    .run(wanted)
                    .map(LogCursor::time);
        } catch (SQLException e) {
            throw LogReader.failure(search.application(), e);
        }
    }

    @Override
    public void counts(
            LogSearch search,
            Duration stretch,
            List<LogCondition.Field> groups,
            int limit,
            SearchTime time,
            Consumer<LogCount> counts) {
        long micros = TimeUnit.NANOSECONDS.toMicros(stretch.toNanos());
        LogSql sql = new LogSql()
                .add(
                        "select (extract(epoch from r.time - ?::timestamptz) * 1000000)::bigint / ?, count(*),"
                                + " sum(octet_length(r.message))",
                        search.from().atOffset(ZoneOffset.UTC),
                        micros);
        StringBuilder by = new StringBuilder(" group by 1");
        for (int index = 0; index < groups.size(); index++) {
            sql.add(", " + groups.get(index).sql());
            by.append(", ").append(index + 4);
        }
        new LogStretch(search.from(), search.to(), Optional.empty(), false)
                .where(sql.add(LogReader.TABLES), Optional.empty());
        conditions(sql, search);
        sql.add(by + " limit ?", limit + 1);
        run(search, time, connection -> {
            try (PreparedStatement select = sql.prepare(connection)) {
                select.setFetchSize(COUNTS_FETCHED);
                try (ResultSet row = select.executeQuery()) {
                    int read = 0;
                    while (row.next()) {
                        time.require();
                        if (read++ == limit) {
                            throw new FarspanException(
                                    ProblemCode.TOO_MUCH,
                                    "The query has more values than may be added up. Sum by fewer labels, or take a"
                                            + " longer step.");
                        }
                        counts.accept(count(row, groups.size()));
                    }
                    return read;
                }
            }
        });
    }

    private static LogCount count(ResultSet row, int groups) throws SQLException {
        List<String> group = new ArrayList<>();
        for (int index = 0; index < groups; index++) {
            group.add(row.getString(index + 4));
        }
        return new LogCount(group, row.getLong(1), row.getLong(2), row.getLong(3));
    }

    private <T> T run(LogSearch search, SearchTime time, Schema.Statements<T> statements) {
        try {
            return connections.inTransaction(connection -> {
                time.require();
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set local statement_timeout = " + time.leftMillis());
                }
                return statements.execute(connection);
            });
        } catch (SQLException e) {
            throw LogReader.failure(search.application(), e);
        }
    }
}
