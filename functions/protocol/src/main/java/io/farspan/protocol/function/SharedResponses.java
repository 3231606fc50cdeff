package io.farspan.protocol.function;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * <p>Replicas answer {@code list}, and much else, with the same bytes but for the time of the answer. {@link #fold}
 * replaces such a response by {@code {"shared": hash, "timestamp": t}} and puts its body under its hash (SHA-256 of the
 * body without its timestamp); {@link #unfold} undoes that, without copying the body.
 */
public final class SharedResponses {

    /** A response below this many bytes is cheaper sent again than hashed. */
    private static final int WORTH_SHARING = 1_024;

    private SharedResponses() {}

    /** The same answer with what its responses have in common written once. */
    public static FunctionAnswer fold(FunctionAnswer answer) {
        if (answer.outcomes().size() < 2) {
            return answer;
        }
        Map<String, Integer> uses = new HashMap<>();
        IdentityHashMap<RawJson, Body> bodies = new IdentityHashMap<>();
        for (Outcome outcome : answer.outcomes()) {
            for (RawJson response : outcome.responses().orElse(List.of())) {
                if (response.length() >= WORTH_SHARING) {
                    Body.of(response).ifPresent(body -> {
                        bodies.put(response, body);
                        uses.merge(body.hash, 1, Integer::sum);
                    });
                }
            }
        }
        Map<String, RawJson> shared = new HashMap<>();
        List<Outcome> outcomes = map(answer.outcomes(), response -> {
            Body body = bodies.get(response);
            if (body == null || uses.getOrDefault(body.hash, 0) < 2) {
                return response;
            }
            shared.putIfAbsent(body.hash, body.content);
            return body.reference();
        });
        return shared.isEmpty() ? answer : new FunctionAnswer(answer.location(), answer.epoch(), outcomes, shared);
    }

    /** The same answer with each response whole again; equal bodies stay one copy in memory. */
    public static FunctionAnswer unfold(FunctionAnswer answer) {
        if (answer.shared().isEmpty()) {
            return answer;
        }
        List<Outcome> outcomes = map(answer.outcomes(), response -> {
            if (response.length() >= WORTH_SHARING) {
                return response;
            }
            JsonNode reference = response.tree();
            RawJson body = answer.shared().get(reference.path("shared").asText());
            return body == null
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
            byte[] bytes = response.toBytes();
            @Nullable Member timestamp;
            try {
                timestamp = Member.find("timestamp", RawJson.slice(bytes, 0, bytes.length));
            } catch (IOException e) {
                return Optional.empty();
            }
            if (timestamp == null) {
                return Optional.empty();
            }
            ByteArrayOutputStream rest = new ByteArrayOutputStream(bytes.length);
            int from = timestamp.from;
            int to = timestamp.to;
            if (bytes[from] == '{') {
                from++;
                to += bytes[to] == ',' ? 1 : 0;
            }
            rest.write(bytes, 0, from);
            rest.write(bytes, to, bytes.length - to);
            byte[] content = rest.toByteArray();
            return Optional.of(new Body(RawJson.slice(content, 0, content.length), hash(content), timestamp.value));
        }

        private static String hash(byte[] content) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
                return new String(Base64.getUrlEncoder().withoutPadding().encode(digest), US_ASCII);
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
