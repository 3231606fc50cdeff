package io.farspan.telemetry.logs;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Bytes as pieces to be sent one after the other; a piece is not much larger than 64 KiB. Not thread-safe. */
final class Pieces {

    private static final int SIZE = 64 << 10;

    private final List<byte[]> whole = new ArrayList<>();
    private final ByteArrayOutputStream piece = new ByteArrayOutputStream();

    /** Adds bytes that stay together in one piece. */
    void add(byte[]... parts) {
        for (byte[] part : parts) {
            piece.writeBytes(part);
        }
        if (piece.size() >= SIZE) {
            end();
        }
    }

    /** All of them. */
    List<byte[]> all() {
        if (piece.size() > 0) {
            end();
        }
        return whole;
    }

    private void end() {
        whole.add(piece.toByteArray());
        piece.reset();
    }
}
