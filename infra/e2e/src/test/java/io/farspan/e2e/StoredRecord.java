package io.farspan.e2e;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A log record as it is in the table: what is counted must not depend on how it is queried.
 *
 * @param bytes of the line or the event
 * @param continued whether the next record is the rest of it
 * @param gapFrom where what is missing begins, if this says that something is
 */
record StoredRecord(long offset, byte[] bytes, boolean continued, Optional<String> gapFrom) {

    private static final String SELECT =
            """
            select record_offset, message, raw, continued, gap is not null, gap->>'from'
            from log_record r join telemetry_stream s on s.id = r.stream_id
            where location || '/' || instance = ? and (name = 'jul') = ? order by record_offset
            """;

    /** Those of an instance, in the order of their offsets: its events, or the lines of its file. */
    static List<StoredRecord> of(String store, String instance, boolean events) throws SQLException {
        try (Connection connection = DriverManager.getConnection(store);
                PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setString(1, instance);
            select.setBoolean(2, events);
            List<StoredRecord> records = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    byte[] raw = row.getBytes(3);
                    records.add(new StoredRecord(
                            row.getLong(1),
                            raw == null ? row.getString(2).getBytes(StandardCharsets.UTF_8) : raw,
                            row.getBoolean(4),
                            row.getBoolean(5) ? Optional.of(String.valueOf(row.getString(6))) : Optional.empty()));
                }
            }
            return records;
        }
    }
}
