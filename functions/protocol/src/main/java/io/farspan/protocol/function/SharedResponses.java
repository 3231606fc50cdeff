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
 * <p>Replicas answer {@code list}, and much else, with the same bytes except for the time of the answer. {@link #intern}
 * lets equal ones share their bytes as they arrive; {@link #fold} replaces such a response by
 * {@code {"shared": hash, "timestamp": t}} and puts its body under its hash (SHA-256 of the body without its timestamp),
 * unless the caller holds that body already; {@link #unfold} undoes that, without copying the body. One object serves one
 * answer; safe for use by many threads.
 */
public final class SharedResponses {

    /** A response below this many bytes is cheaper sent again than hashed. */
    private static final int WORTH_SHARING = 1_024;

    /** A response is compared with so many of its length before it is hashed. */
    private static final int MOST_COMPARED = 8;

    private final Optional<Set<String>> known;
    private final Map<Integer, List<Content>> byLength = new ConcurrentHashMap<>();
    private final Map<String, Content> byHash = new ConcurrentHashMap<>();
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
        Optional<Member> timestamp = Member.timestamp(response);
        if (timestamp.isEmpty()) {
            return response;
        }
        Content content = content(timestamp.get().without(response));
        RawJson interned = content.bytes.withMember("timestamp", timestamp.get().value);
        bodies.put(interned, new Body(content, timestamp.get().value));
        return interned;
    }

    /** The content with these bytes. To compare is much cheaper than to hash, so that equal ones are hashed once. */
    private Content content(RawJson bytes) {
        List<Content> asLong = byLength.computeIfAbsent(bytes.length(), length -> new ArrayList<>());
        synchronized (asLong) {
            for (Content other : asLong) {
                if (other.bytes.equals(bytes)) {
                    return other;
                }
            }
            String hash = hash(bytes);
            Content content = byHash.computeIfAbsent(hash, key -> new Content(bytes, hash));
            if (asLong.size() < MOST_COMPARED) {
                asLong.add(content);
            }
            return content;
        }
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
                uses.merge(body.content.hash, 1, Integer::sum);
            }
        }));
        int enough = known.isPresent() ? 1 : 2;
        Map<String, RawJson> shared = new HashMap<>();
        List<Outcome> outcomes = map(interned, response -> {
            Body body = bodies.get(response);
            if (body == null || uses.getOrDefault(body.content.hash, 0) < enough) {
                return response;
            }
            if (known.isEmpty() || !known.get().contains(body.content.hash)) {
                shared.putIfAbsent(body.content.hash, body.content.bytes);
            }
            return body.reference();
        });
        return new FunctionAnswer(answer.location(), answer.epoch(), outcomes, shared);
    }

    /**
     * The same answer with each response whole again; equal bodies stay one copy in memory.
     *
     * @param known bodies by hash that the function was told of, in addition to those it sent
     */
    public static FunctionAnswer unfold(FunctionAnswer answer, Map<String, RawJson> known) {
        if (answer.shared().isEmpty() && known.isEmpty()) {
            return answer;
        }
        Map<String, RawJson> bodies = new HashMap<>(known);
        bodies.putAll(answer.shared());
        List<Outcome> outcomes = map(answer.outcomes(), response -> unfold(response, bodies));
        return new FunctionAnswer(answer.location(), answer.epoch(), outcomes, Map.of());
    }

    private static RawJson unfold(RawJson response, Map<String, RawJson> bodies) {
        if (response.length() >= WORTH_SHARING) {
            return response;
        }
        JsonNode reference = response.tree();
        RawJson body = bodies.get(reference.path("shared").asText());
        return body == null || !body.isObject()
                ? response
                : body.withMember("timestamp", reference.path("timestamp").asLong());
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

    /** What responses have in common, and its hash. */
    private record Content(RawJson bytes, String hash) {}

    /** A response apart from its timestamp. */
    private record Body(Content content, long timestamp) {

        RawJson reference() {
            return RawJson.of("{\"shared\":\"" + content.hash + "\",\"timestamp\":" + timestamp + "}");
        }
    }

    /** A member of an object: the end of what stands before it, its own end, its value. */
    private record Member(int from, int to, long value) {

        private static final byte[] LAST = ",\"timestamp\":".getBytes(US_ASCII);
        private static final int MOST_DIGITS = 18;

        static Optional<Member> timestamp(RawJson response) {
            Optional<Member> last = last(response);
            try {
                return last.isPresent() ? last : Optional.ofNullable(find("timestamp", response));
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        RawJson without(RawJson response) {
            boolean first = from == 0;
            return response.without(first ? 1 : from, first && response.at(to) == ',' ? to + 1 : to);
        }

        /**
         * Where agents write it: as the last member. In a well-formed object these bytes before the last bracket can be
         * nothing else, so that the object, which may be large, is not read for it.
         */
        private static Optional<Member> last(RawJson object) {
            int to = object.length() - 1;
            int from = to;
            long value = 0;
            for (long digit = 1;
                    from > LAST.length && to - from < MOST_DIGITS && isDigit(object.at(from - 1));
                    from--) {
                value += digit * (object.at(from - 1) - '0');
                digit *= 10;
            }
            int member = from - LAST.length;
            boolean found = from < to && member > 0 && object.at(0) == '{' && object.at(to) == '}';
            for (int i = 0; found && i < LAST.length; i++) {
                found = object.at(member + i) == LAST[i];
            }
            return found ? Optional.of(new Member(member, to, value)) : Optional.empty();
        }

        private static boolean isDigit(byte c) {
            return c >= '0' && c <= '9';
        }

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
