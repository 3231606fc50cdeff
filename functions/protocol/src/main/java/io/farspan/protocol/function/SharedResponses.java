package io.farspan.protocol.function;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Equal responses of replicas, sent and held once.
 *
 * <p>Replicas answer {@code list}, and much else, with the same bytes but for the time of the answer. {@link #intern}
 * lets equal ones share their bytes as they arrive; {@link #fold} replaces such a response by
 * {@code {"shared": hash, "timestamp": t}} and puts its body under its hash (SHA-256 of the body without its timestamp),
 * unless the caller holds that body already; {@link #unfold} undoes that, without copying the body. One object serves one
 * answer; safe for use by many threads.
 */
public final class SharedResponses {

    /** A response below this many bytes is cheaper sent again than hashed. */
    private static final int WORTH_SHARING = 1_024;

    private final Optional<Set<String>> known;
    private final Map<String, RawJson> contents = new ConcurrentHashMap<>();
    private final Map<RawJson, Body> bodies = Collections.synchronizedMap(new IdentityHashMap<>());

    /** Sharing for a caller that holds bodies of these hashes; without, it keeps none from one call to the next. */
    public SharedResponses(Optional<? extends Collection<String>> known) {
        this.known = known.map(Set::copyOf);
    }

    /** The same outcome, its larger responses sharing their bytes with equal ones seen before. */
    public Outcome intern(Outcome outcome) {
        return map(List.of(outcome), this::intern).get(0);
    }

    private RawJson intern(RawJson response) {
        if (response.length() < WORTH_SHARING || bodies.containsKey(response)) {
            return response;
        }
        Optional<Body> read = Body.of(response);
        if (read.isEmpty()) {
            return response;
        }
        Body body = read.get();
        RawJson content = contents.computeIfAbsent(body.hash, hash -> body.content);
        RawJson interned = content.withMember("timestamp", body.timestamp);
        bodies.put(interned, new Body(content, body.hash, body.timestamp));
        return interned;
    }

    /** The same answer with what its responses have in common, or the caller holds, written once or not at all. */
    public FunctionAnswer fold(FunctionAnswer answer) {
        if (answer.outcomes().size() < 2 && known.isEmpty()) {
            return answer;
        }
        List<Outcome> interned = map(answer.outcomes(), this::intern);
        Map<String, Integer> uses = new HashMap<>();
        interned.forEach(outcome -> outcome.responses().orElse(List.of()).forEach(response -> {
            Body body = bodies.get(response);
            if (body != null) {
                uses.merge(body.hash, 1, Integer::sum);
            }
        }));
        int enough = known.isPresent() ? 1 : 2;
        Map<String, RawJson> shared = new HashMap<>();
        List<Outcome> outcomes = map(interned, response -> {
            Body body = bodies.get(response);
            if (body == null || uses.getOrDefault(body.hash, 0) < enough) {
                return response;
            }
            if (known.isEmpty() || !known.get().contains(body.hash)) {
                shared.putIfAbsent(body.hash, body.content);
            }
            return body.reference();
        });
        return new FunctionAnswer(answer.location(), answer.epoch(), outcomes, shared);
    }

    /**
     * The same answer with each response whole again; equal bodies stay one copy in memory.
     *
     * @param known bodies by hash that the function was told of, beside those it sent
     */
    public static FunctionAnswer unfold(FunctionAnswer answer, Map<String, RawJson> known) {
        if (answer.shared().isEmpty() && known.isEmpty()) {
            return answer;
        }
        List<Outcome> outcomes = map(answer.outcomes(), response -> {
            if (response.length() >= WORTH_SHARING) {
                return response;
            }
            JsonNode reference = response.tree();
            String hash = reference.path("shared").asText();
            RawJson body = answer.shared().getOrDefault(hash, known.get(hash));
            return body == null || !body.isObject()
                    ? response
                    : body.withMember("timestamp", reference.path("timestamp").asLong());
        });
        return new FunctionAnswer(answer.location(), answer.epoch(), outcomes, Map.of());
    }

    private static List<Outcome> map(List<Outcome> outcomes, UnaryOperator<RawJson> change) {
        List<Outcome> mapped = new ArrayList<>(outcomes.size());
        for (Outcome outcome : outcomes) {
            mapped.add(outcome.responses()
                    .map(responses -> Outcome.answered(
                            outcome.instance(),
                            outcome.tookMs(),
                            responses.stream().map(change).toList()))
                    .orElse(outcome));
        }
        return mapped;
    }

    /** A response apart from its timestamp. */
    private record Body(RawJson content, String hash, long timestamp) {

        RawJson reference() {
            return RawJson.of("{\"shared\":\"" + hash + "\",\"timestamp\":" + timestamp + "}");
        }

        static Optional<Body> of(RawJson response) {
            @Nullable Member timestamp;
            try {
                timestamp = Member.find("timestamp", response);
            } catch (IOException e) {
                return Optional.empty();
            }
            if (timestamp == null) {
                return Optional.empty();
            }
            int from = timestamp.from;
            int to = timestamp.to;
            if (from == 0) {
                from++;
                to += response.at(to) == ',' ? 1 : 0;
            }
            RawJson content = response.without(from, to);
            return Optional.of(new Body(content, hash(content), timestamp.value));
        }

        private static String hash(RawJson content) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                content.update(digest);
                return new String(Base64.getUrlEncoder().withoutPadding().encode(digest.digest()), US_ASCII);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every Java platform has SHA-256", e);
            }
        }
    }

    /** A member of an object: the end of what stands before it, its own end, its value. */
    private record Member(int from, int to, long value) {

        static @Nullable Member find(String name, RawJson object) throws IOException {
            try (JsonParser parser = object.parser()) {
                parser.nextToken();
                int previous = 0;
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String member = parser.currentName();
                    JsonToken value = parser.nextToken();
                    if (member.equals(name) && value == JsonToken.VALUE_NUMBER_INT) {
                        long number = parser.getLongValue();
                        return new Member(previous, end(parser), number);
                    }
                    parser.skipChildren();
                    previous = end(parser);
                }
                return null;
            }
        }

        private static int end(JsonParser parser) throws IOException {
            parser.finishToken();
            return (int) parser.currentLocation().getByteOffset();
        }
    }
}
