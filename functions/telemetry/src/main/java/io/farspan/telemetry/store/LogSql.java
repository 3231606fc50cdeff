package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A statement as it grows. Not thread-safe. */
final class LogSql {

    private final StringBuilder text = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    /** Adds a piece of the statement, and the values of its parameters. */
    LogSql add(String piece, Object... more) {
        text.append(piece);
        values.addAll(List.of(more));
        return this;
    }

    /**
     * Adds that the message matches a regular expression of PostgreSQL, after what finds out most that do not for less. An
     * invalid expression fails even if no record comes as far as to be compared with it.
     */
    LogSql matches(String message, String regex) {
        RegexLiterals.like(regex)
                .ifPresent(pattern -> add(" and ('' ~ ?) is not null and " + message + " like ?", regex, pattern));
        return add(" and " + message + " ~ ?", regex);
    }

    PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text.toString());
        try {
            for (int index = 0; index < values.size(); index++) {
                statement.setObject(index + 1, values.get(index));
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }
}
