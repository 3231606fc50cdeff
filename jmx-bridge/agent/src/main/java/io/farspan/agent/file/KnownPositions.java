package io.farspan.agent.file;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.farspan.agent.record.Position;

/** The positions that a spool knows, found by the files that they may belong to. */
final class KnownPositions {

    private final Map<String, Position> byKey = new HashMap<>();
    private final Map<String, Position> byInode = new HashMap<>();

    KnownPositions(Collection<Position> positions) {
        for (Position position : positions) {
            byKey.put(position.key(), position);
            byInode.put(FoundFile.inode(position.key()), position);
        }
    }

    /** The position of a file, or of one with its inode: a device may have another number after a start of the host. */
    Optional<Position> of(FoundFile file) {
        Position exact = byKey.get(file.identity());
        return exact == null ? Optional.ofNullable(byInode.get(file.inode())) : Optional.of(exact);
    }

    /** It is another file's, or that of a file which is found. */
    void remove(String key) {
        Position removed = byKey.remove(key);
        if (removed != null) {
            byInode.remove(FoundFile.inode(key), removed);
        }
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    /** Those that were not removed. */
    List<Position> left() {
        return List.copyOf(byKey.values());
    }
}
