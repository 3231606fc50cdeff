package io.farspan.home.ledger;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The hash chain of the ledger: each entry's hash covers the entry and the previous hash, so that none can be changed
 * or removed unnoticed.
 */
final class Chain {

    /** The hash before the first entry. */
    static final String START = "0".repeat(64);

    /** The format whose hash covers the body only, used until release 0.1. */
    static final int BODY = 1;

    /** The format whose hash covers every column. */
    static final int ALL = 2;

    private Chain() {}

    /** The hash of a row in its format. A row of an unknown format gets a value that matches no hash. */
    static String hash(Row row) {
        return switch (row.format()) {
            case BODY -> hash(row.previous(), row.body());
            case ALL -> everything(row);
            default -> "format " + row.format();
        };
    }

    private static String hash(String previous, String body) {
        MessageDigest digest = sha256();
        digest.update(previous.getBytes(UTF_8));
        digest.update((byte) '\n');
        return HexFormat.of().formatHex(digest.digest(body.getBytes(UTF_8)));
    }

    /** All values, each after its length, so that no two rows have the same text. */
    private static String everything(Row row) {
        MessageDigest digest = sha256();
        for (String value : new String[] {
            "farspan ledger " + ALL,
            row.previous(),
            row.application(),
            Long.toString(row.sequence()),
            row.id().toString(),
            row.at().toString(),
            row.kind(),
            row.who(),
            row.body()
        }) {
            byte[] bytes = value.getBytes(UTF_8);
            digest.update((bytes.length + ":").getBytes(UTF_8));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
