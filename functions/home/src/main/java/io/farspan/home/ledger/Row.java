package io.farspan.home.ledger;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.farspan.protocol.json.Json;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A row of the ledger's table. The body is the whole entry; the other columns repeat parts of it for queries.
 *
 * @param format the format of the hash, see {@link Chain}
 * @param hash the hash, by {@link Chain#hash}
 */
record Row(
        String application,
        long sequence,
        UUID id,
        Instant at,
        String kind,
        String who,
        String body,
        String previous,
        int format,
        String hash) {

    static final String COLUMNS = "application, sequence, id, at, kind, who, body, previous, format, hash";

    private static final Duration TICK = Duration.of(1, ChronoUnit.MICROS);

    /** The row of an entry that follows {@code last}. */
    static Row after(Head last, LedgerEntry entry) {
        Row row = new Row(
                entry.application(),
                last.sequence() + 1,
                entry.id(),
                entry.at().truncatedTo(ChronoUnit.MICROS),
                entry.kind(),
                entry.who(),
                new String(Json.write(entry), UTF_8),
                last.hash(),
                Chain.ALL,
                "");
        return new Row(
                row.application,
                row.sequence,
                row.id,
                row.at,
                row.kind,
                row.who,
                row.body,
                row.previous,
                row.format,
                Chain.hash(row));
    }

    /** The current row of a result with {@link #COLUMNS}. */
    static Row of(ResultSet row) throws SQLException {
        return new Row(
                row.getString(1),
                row.getLong(2),
                row.getObject(3, UUID.class),
                row.getObject(4, OffsetDateTime.class).toInstant(),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getInt(9),
                row.getString(10));
    }

    Head head() {
        return new Head(sequence, hash);
    }

    /** The entry. If the body cannot be read, an entry that says so. */
    LedgerEntry entry() {
        try {
            return parse();
        } catch (IOException e) {
            return new LedgerEntry(
                    id,
                    application,
                    at,
                    "",
                    kind,
                    who,
                    "cannot be read: " + Json.explain(e),
                    "the body in the database is not an entry; GET …/ledger/verification says where the chain breaks",
                    List.of(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /** The defect of this row as the successor of {@code last}; empty when it is intact. */
    Optional<String> defect(Head last) {
        if (sequence != last.sequence() + 1) {
            return Optional.of("entry " + (last.sequence() + 1) + " is missing, the next one is " + sequence);
        }
        if (!previous.equals(last.hash())) {
            return Optional.of("it does not follow the entry before it");
        }
        if (!Chain.hash(this).equals(hash)) {
            return Optional.of("its content does not match its hash");
        }
        try {
            return disagreement(parse()).map(column -> "the column " + column + " differs from the entry's body");
        } catch (IOException e) {
            return Optional.of("its body cannot be read: " + Json.explain(e));
        }
    }

    private LedgerEntry parse() throws IOException {
        LedgerEntry entry = Json.wire().readValue(body, LedgerEntry.class);
        if (entry == null) {
            throw new IOException("it is null");
        }
        return entry;
    }

    private Optional<String> disagreement(LedgerEntry entry) throws IOException {
        if (!application.equals(entry.application())) {
            return Optional.of("application");
        }
        if (!id.equals(entry.id())) {
            return Optional.of("id");
        }
        // The driver rounds the nanoseconds of old entries.
        if (Duration.between(at, entry.at()).abs().compareTo(TICK) > 0) {
            return Optional.of("at");
        }
        if (!kind.equals(entry.kind())) {
            return Optional.of("kind");
        }
        return who.equals(entry.who()) || who.equals(migrated()) ? Optional.empty() : Optional.of("who");
    }

    /** The value as V2__every_column_is_covered.sql read it from an old body. */
    private String migrated() throws IOException {
        return Json.wire().readTree(body).path("who").asText().replace('\0', '\ufffd');
    }
}
