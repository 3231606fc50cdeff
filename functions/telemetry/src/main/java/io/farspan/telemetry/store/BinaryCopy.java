package io.farspan.telemetry.store;

import java.sql.SQLException;

import org.postgresql.copy.CopyIn;

/**
 * Writes rows in PostgreSQL's binary COPY format.
 *
 * @see <a href="https://www.postgresql.org/docs/14/sql-copy.html">COPY, binary format</a>
 */
final class BinaryCopy {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int BUFFER = 64 << 10;
    private static final short TRAILER = -1;
    private static final int NULL = -1;
    private static final byte JSONB_VERSION = 1;

    /** The microseconds from 1970 to 2000, where PostgreSQL's timestamps begin. */
    private static final long EPOCH_MICROS = 946_684_800_000_000L;

    private static final int NANOS_PER_MICRO = 1_000;

    private final CopyIn copy;
    private final byte[] buffer = new byte[BUFFER];
    private int filled;

    BinaryCopy(CopyIn copy) throws SQLException {
        this.copy = copy;
        put(SIGNATURE);
        put(0, Integer.BYTES); // no flags
        put(0, Integer.BYTES); // no header extension
    }

    /** Begins a row of so many fields. */
    void row(int fields) throws SQLException {
        put(fields, Short.BYTES);
    }

    void nothing() throws SQLException {
        put(NULL, Integer.BYTES);
    }

    void int16(int value) throws SQLException {
        put(Short.BYTES, Integer.BYTES);
        put(value, Short.BYTES);
    }

    void int64(long value) throws SQLException {
        put(Long.BYTES, Integer.BYTES);
        put(value, Long.BYTES);
    }

    void float64(double value) throws SQLException {
        int64(Double.doubleToRawLongBits(value));
    }

    void bool(boolean value) throws SQLException {
        put(1, Integer.BYTES);
        put(value ? 1 : 0, 1);
    }

    /** A timestamp, of whose nanoseconds PostgreSQL keeps the microseconds. */
    void timestamp(long nanos) throws SQLException {
        int64(Math.floorDiv(nanos, NANOS_PER_MICRO) - EPOCH_MICROS);
    }

    /** A {@code text} or a {@code bytea}. */
    void bytes(byte[] value) throws SQLException {
        put(value.length, Integer.BYTES);
        put(value);
    }

    void jsonb(byte[] json) throws SQLException {
        put(json.length + 1L, Integer.BYTES);
        put(JSONB_VERSION, 1);
        put(json);
    }

    /** Ends the copy; how many rows the database took. */
    long end() throws SQLException {
        put(TRAILER, Short.BYTES);
        flush();
        return copy.endCopy();
    }

    /** Cancels a copy that failed: a connection in the middle of one takes no other statement, not even a rollback. */
    static void cancel(CopyIn copy, Exception failure) {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private void put(long value, int bytes) throws SQLException {
        if (filled + bytes > BUFFER) {
            flush();
        }
        for (int shift = (bytes - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            buffer[filled++] = (byte) (value >>> shift);
        }
    }

    private void put(byte[] bytes) throws SQLException {
        if (bytes.length > BUFFER - filled) {
            flush();
        }
        if (bytes.length > BUFFER) {
            copy.writeToCopy(bytes, 0, bytes.length);
            return;
        }
        System.arraycopy(bytes, 0, buffer, filled, bytes.length);
        filled += bytes.length;
    }

    private void flush() throws SQLException {
        if (filled > 0) {
            copy.writeToCopy(buffer, 0, filled);
            filled = 0;
        }
    }
}
