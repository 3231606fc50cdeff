package io.farspan.home.map;

import java.util.List;
import java.util.stream.Stream;

/**
 * What became of the things that an instance had.
 *
 * @param held what home holds wholly, in words of the feature, a line each
 * @param missing what could not be fetched or verified, and why, a line each
 */
public record DrainResult(List<String> held, List<String> missing) {

    /** Of an instance that had nothing. */
    public static final DrainResult NOTHING = new DrainResult(List.of(), List.of());

    public DrainResult {
        held = List.copyOf(held);
        missing = List.copyOf(missing);
    }

    /** Whether the instance can go without a loss. */
    public boolean isEmptied() {
        return missing.isEmpty();
    }

    /** This and what another feature had. */
    DrainResult and(DrainResult other) {
        return new DrainResult(
                Stream.concat(held.stream(), other.held.stream()).toList(),
                Stream.concat(missing.stream(), other.missing.stream()).toList());
    }
}
