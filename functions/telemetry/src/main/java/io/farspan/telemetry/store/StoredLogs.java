package io.farspan.telemetry.store;

/**
 * The log records that were there when sending them on began with the oldest. Every method blocks and fails with {@link
 * io.farspan.protocol.problem.FarspanException} {@code STORE_UNREACHABLE}, {@code TOO_MUCH}. Thread-safe.
 */
public interface StoredLogs {

    /**
     * Records of an application that were there at its {@link ExportPlaces#begin beginning}, in the order of time; a page may be
     * empty though there are more.
     *
     * @param after the place to go on after
     */
    LogPage after(String application, LogCursor after);
}
