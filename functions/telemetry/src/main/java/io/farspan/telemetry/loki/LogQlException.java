package io.farspan.telemetry.loki;

/** Why a query cannot be used, and where, in the form that Loki's clients show. */
final class LogQlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LogQlException(int at, String why) {
        super("parse error at line 1, col " + (at + 1) + ": " + why);
    }
}
