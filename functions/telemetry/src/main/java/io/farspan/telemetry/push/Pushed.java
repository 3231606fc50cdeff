package io.farspan.telemetry.push;

import java.util.Optional;

/** What was sent together, read. */
public interface Pushed {

    /** About how many bytes it takes where it is stored: what is said once for many records is stored with each. */
    long bytes();

    /** How many records or points of it are refused. */
    int refused();

    /** Why the first of them is. */
    Optional<String> why();
}
