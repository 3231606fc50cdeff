package io.farspan.telemetry.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** The hash by which a series is found: half of the SHA-256 of everything that tells it from others. */
final class SeriesHash {

    private final MessageDigest digest;

    private SeriesHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    static UUID of(SeriesOwner owner, MetricPoints.Series series) {
        SeriesHash hash = new SeriesHash();
        hash.add(owner.application());
        hash.add(owner.instance().location());
        hash.add(owner.instance().name());
        hash.add(series.metric().name());
        hash.add(series.metric().unit());
        hash.add(series.metric().type().word());
        series.attributes().forEach((name, value) -> {
            hash.add(name);
            hash.add(value);
        });
        ByteBuffer bytes = ByteBuffer.wrap(hash.digest.digest());
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** With its length, so that no two sequences of texts have the same bytes. */
    private void add(String text) {
        byte[] bytes = StoredText.utf8(text);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
