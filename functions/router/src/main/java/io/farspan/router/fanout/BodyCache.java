package io.farspan.router.fanout;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.SharedResponses;
import io.farspan.protocol.json.RawJson;

/**
 * A cache of the bodies of {@code list} and {@code search} responses, so that functions need not send them again: a
 * function is told which ones home holds, and refers to them by hash. Equal bodies are held once, whatever their
 * location.
 *
 * <p>Holds at most {@value #LARGEST} bytes; the least recently used are evicted first. Thread-safe.
 */
final class BodyCache {

    private static final long LARGEST = 64 << 20;
    private static final int QUESTIONS = 500;
    private static final int HASHES = 8;
    private static final Set<String> STABLE = Set.of("list", "search");

    private final Map<String, RawJson> bodies = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Key, Map<String, Boolean>> answers = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Map<String, Boolean>> eldest) {
            return size() > QUESTIONS;
        }
    };
    private long held;

    private record Key(String application, List<JolokiaRequest> requests) {}

    /**
     * The hashes of cached bodies from earlier answers to the same requests; empty for requests that are not cached.
     */
    synchronized Optional<Map<String, RawJson>> known(String application, List<JolokiaRequest> requests) {
        if (requests.stream().noneMatch(request -> STABLE.contains(request.type()))) {
            return Optional.empty();
        }
        Map<String, RawJson> known = new HashMap<>();
        for (String hash :
                answers.getOrDefault(new Key(application, requests), Map.of()).keySet()) {
            RawJson body = bodies.get(hash);
            if (body != null) {
                known.put(hash, body);
            }
        }
        return Optional.of(known);
    }

    /** The answer with complete responses, made of the bodies that came with it and the cached ones. */
    FunctionAnswer unfold(
            String application,
            List<JolokiaRequest> requests,
            FunctionAnswer answer,
            Optional<Map<String, RawJson>> known) {
        if (known.isEmpty()) {
            return SharedResponses.unfold(answer, Map.of());
        }
        Map<String, RawJson> all = new HashMap<>(known.get());
        synchronized (this) {
            answer.shared().forEach((hash, body) -> all.put(hash, remember(hash, body)));
            Map<String, Boolean> used = answers.computeIfAbsent(
                    new Key(application, requests), key -> new LinkedHashMap<>(16, 0.75f, true) {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                            return size() > HASHES;
                        }
                    });
            answer.shared().keySet().forEach(hash -> used.put(hash, true));
        }
        return SharedResponses.unfold(
                new FunctionAnswer(answer.location(), answer.epoch(), answer.outcomes(), Map.of()), all);
    }

    private RawJson remember(String hash, RawJson body) {
        RawJson one = bodies.get(hash);
        if (one != null) {
            return one;
        }
        byte[] own = body.toBytes(); // a copy, so that the whole answer it came in can be freed
        RawJson kept = RawJson.slice(own, 0, own.length);
        bodies.put(hash, kept);
        held += own.length;
        var eldest = bodies.entrySet().iterator();
        while (held > LARGEST && bodies.size() > 1 && eldest.hasNext()) {
            held -= eldest.next().getValue().length();
            eldest.remove();
        }
        return kept;
    }
}
