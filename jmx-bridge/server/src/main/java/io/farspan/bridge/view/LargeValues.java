package io.farspan.bridge.view;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.farspan.federation.LazyResponse;
import io.farspan.protocol.json.RawJson;

/**
 * Large values by what is written: as trees, and as what was made of their parts. What agents answer in the same words
 * again, which a flight recorder's event types are, is neither parsed nor converted again; only bytes are compared. Every
 * value is still asked for, so this makes none older. Holds a part of the heap at most. Safe for use by many threads.
 */
final class LargeValues {

    /** A tree and the objects made of it take about fifteen times the memory of the bytes, so this is 1/16 of the heap. */
    private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 256;

    private final long most;
    private final Deque<Known> lastUsed = new ArrayDeque<>();
    private final Map<JsonNode, Known> parts = new IdentityHashMap<>();
    private long bytes;

    LargeValues() {
        this(MOST_BYTES);
    }

    /** Holds values of at most so many bytes together. */
    LargeValues(long most) {
        this.most = most;
    }

    /** A value and what was made of its parts. */
    private static final class Known {
        private final RawJson written;
        private final JsonNode value;
        private final Map<JsonNode, Made> made = new IdentityHashMap<>();

        Known(RawJson written, JsonNode value) {
            this.written = written;
            this.value = value;
        }
    }

    /** An object and what it was made for. */
    private record Made(Object use, @Nullable Object object) {}

    /** Makes an object of a value. */
    interface Making<E extends Exception> {
        @Nullable
        Object make() throws E;
    }

    /** A response as a tree, which must not be changed. */
    JsonNode tree(LazyResponse response) {
        return response.tree(this::read);
    }

    /**
     * The object that was made of this member of a value before, for the same use, or a new one. It must not be changed.
     *
     * @param use is compared by identity
     */
    <E extends Exception> @Nullable Object made(JsonNode member, Object use, Making<E> making) throws E {
        synchronized (this) {
            Known known = parts.get(member);
            Made before = known == null ? null : known.made.get(member);
            if (before != null && before.use == use) {
                return before.object;
            }
        }
        Object object = making.make();
        synchronized (this) {
            Known known = parts.get(member);
            if (known != null) {
                known.made.put(member, new Made(use, object));
            }
        }
        return object;
    }

    private JsonNode read(RawJson written) {
        synchronized (this) {
            for (Iterator<Known> all = lastUsed.iterator(); all.hasNext(); ) {
                Known known = all.next();
                if (known.written.equals(written)) {
                    all.remove();
                    lastUsed.addFirst(known);
                    return known.value;
                }
            }
        }
        JsonNode value = written.tree();
        if (written.length() <= most) {
            hold(new Known(written, value));
        }
        return value;
    }

    private synchronized void hold(Known read) {
        lastUsed.addFirst(read);
        bytes += read.written.length();
        read.value.forEach(part -> parts.put(part, read));
        while (bytes > most) {
            Known eldest = lastUsed.removeLast();
            bytes -= eldest.written.length();
            eldest.value.forEach(parts::remove);
        }
    }
}
