package io.farspan.agent.spool;

/** How large a spool may become. */
public final class SpoolSize {

    private final int segmentBytes;
    private final long maxBytes;

    /**
     * @param segmentBytes of one segment; a record must fit into it
     * @param maxBytes of all segments together with the one that is prepared; at least three of them
     */
    public SpoolSize(int segmentBytes, long maxBytes) {
        if (segmentBytes < 4096 || maxBytes < 3L * segmentBytes) {
            throw new IllegalArgumentException("a spool of " + maxBytes + " bytes is too small for three segments of "
                    + segmentBytes + ", each at least 4096: make it larger");
        }
        this.segmentBytes = segmentBytes;
        this.maxBytes = maxBytes;
    }

    /** Segments of 8 MiB within the given bound. */
    public static SpoolSize of(long maxBytes) {
        return new SpoolSize(8 << 20, maxBytes);
    }

    int segmentBytes() {
        return segmentBytes;
    }

    long maxBytes() {
        return maxBytes;
    }
}
