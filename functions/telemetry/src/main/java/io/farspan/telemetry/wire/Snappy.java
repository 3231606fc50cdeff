package io.farspan.telemetry.wire;

import java.util.Arrays;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.snappy.SnappyDecompressor;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** Snappy's block format, in which Prometheus and Loki send their messages. */
public final class Snappy {

    private Snappy() {}

    /** The bytes compressed. */
    public static byte[] compress(byte[] bytes) {
        SnappyCompressor compressor = new SnappyCompressor();
        byte[] compressed = new byte[compressor.maxCompressedLength(bytes.length)];
        return Arrays.copyOf(compressed, compressor.compress(bytes, 0, bytes.length, compressed, 0, compressed.length));
    }

    /**
     * The original bytes.
     *
     * @param most how many they may be
     * @throws FarspanException {@code MALFORMED_REQUEST}, or {@code BODY_TOO_LARGE}
     */
    public static byte[] decompress(byte[] bytes, int most) {
        try {
            int length = SnappyDecompressor.getUncompressedLength(bytes, 0);
            if (length < 0 || length > most) {
                throw new FarspanException(
                        ProblemCode.BODY_TOO_LARGE, "Uncompressed the body may have " + most + " bytes.");
            }
            byte[] original = new byte[length];
            int written = new SnappyDecompressor().decompress(bytes, 0, bytes.length, original, 0, length);
            return written == length ? original : Arrays.copyOf(original, written);
        } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST, "The body must be compressed by snappy, in its block format.", e);
        }
    }
}
