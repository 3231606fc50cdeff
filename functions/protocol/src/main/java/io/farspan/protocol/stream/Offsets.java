package io.farspan.protocol.stream;

/** Checks of offsets, which begin at 0. */
final class Offsets {

    private Offsets() {}

    static void require(String member, long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("'" + member + "' must be an offset of at least 0, not " + offset);
        }
    }

    static void requireOrder(String lower, long low, String upper, long high) {
        if (low > high) {
            throw new IllegalArgumentException(
                    "'" + lower + "' must not be after '" + upper + "': " + low + " > " + high);
        }
    }
}
