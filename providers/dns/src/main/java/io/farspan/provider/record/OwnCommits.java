package io.farspan.provider.record;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.farspan.provider.map.MapHead;

/**
 * What this process has committed, where the zone's servers show a change only a while after its API took it: reading
 * gives no less than was written here. A head that none of the own ones replaced is somebody else's, and newer. Safe for
 * use by many threads.
 */
final class OwnCommits {

    /** Nonces that are known to be replaced; home renews every few seconds, and servers are late by a minute at most. */
    private static final int REMEMBERED = 256;

    private final Map<String, Own> latest = new ConcurrentHashMap<>();

    private record Own(MapHead head, Deque<String> replaced) {}

    /** {@code next} has taken the place of {@code expected}. */
    void committed(Optional<MapHead> expected, MapHead next) {
        latest.compute(next.application(), (application, before) -> {
            Deque<String> replaced = new ArrayDeque<>(before == null ? new ArrayDeque<>() : before.replaced);
            expected.ifPresent(head -> replaced.addLast(head.nonce()));
            while (replaced.size() > REMEMBERED) {
                replaced.removeFirst();
            }
            return new Own(next, replaced);
        });
    }

    /** Somebody else has changed the map, or may have. */
    void forget(String application) {
        latest.remove(application);
    }

    /** The newer of what was read and what was written here. */
    MapHead newest(MapHead read) {
        return isBehind(read) ? latest.getOrDefault(read.application(), new Own(read, new ArrayDeque<>())).head : read;
    }

    /** Whether what was read is older than what was written here. */
    boolean isBehind(MapHead read) {
        Own own = latest.get(read.application());
        return own != null && own.replaced.contains(read.nonce());
    }
}
