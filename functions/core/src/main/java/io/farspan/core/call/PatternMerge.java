package io.farspan.core.call;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/** The responses to reads of single MBeans, merged into the one that an agent would have given to their pattern. */
final class PatternMerge {

    private static final String NOT_FOUND = "javax.management.InstanceNotFoundException";
    private static final String NO_ATTRIBUTE = "javax.management.AttributeNotFoundException";
    private static final String NOTHING_OF_IT = "No attribute found for any MBean matching ";

    private final WeighedRequest item;
    private final AgentLimits limits;
    private final JsonNode pattern;
    private final Map<String, RawJson> values = new LinkedHashMap<>();
    private @Nullable JsonNode echo;
    private boolean filtered;

    /** Nothing is merged yet; {@code pattern} is as the agent repeats it. */
    PatternMerge(WeighedRequest item, AgentLimits limits, JsonNode pattern) {
        this.item = item;
        this.limits = limits;
        this.pattern = pattern;
    }

    /** The response for the only name that is wanted. */
    RawJson alone(RawJson response) {
        return lacksAttribute(response) ? nothing(response) : withEcho(response);
    }

    /**
     * Takes the response to a pattern that matches one name only.
     *
     * @return an error that stands for the whole pattern; empty when the response is one of many
     */
    Optional<RawJson> add(String name, RawJson response) {
        return add(name, response, false);
    }

    /** The same for the response to the name itself, whose value lacks the level of names. */
    Optional<RawJson> addExact(String name, RawJson response) {
        return add(name, response, true);
    }

    private Optional<RawJson> add(String name, RawJson response, boolean exact) {
        try (JsonParser parser = response.parser()) {
            @Nullable RawJson value = null;
            boolean hasValue = false;
            int status = 0;
            String type = "";
            String error = "";
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String member = parser.currentName();
                JsonToken token = parser.nextToken();
                if (member.equals("value")) {
                    hasValue = true;
                    value = token != JsonToken.START_OBJECT
                            ? null
                            : exact ? value(parser, response) : member(name, parser, response);
                } else if (member.equals("request") && echo == null) {
                    echo = value(parser, response).tree();
                } else if (member.equals("status")) {
                    status = parser.getIntValue();
                } else if (member.equals("error_type")) {
                    type = parser.getText();
                } else if (member.equals("error")) {
                    error = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
            boolean gone = status == 404 && type.equals(NOT_FOUND);
            boolean without = status == 404 && type.equals(NO_ATTRIBUTE) && error.startsWith(NOTHING_OF_IT);
            if (status != 200 && !gone && !without) {
                return Optional.of(withEcho(response));
            }
            if (value != null) {
                values.put(name, value);
            }
            filtered |= hasValue && value == null;
        } catch (IOException e) {
            throw new UncheckedIOException("A response that was well-formed JSON no longer is", e);
        }
        return Optional.empty();
    }

    /** Hands over what all responses together are: a response, or the failure that they are too many. */
    void end(Consumer<RawJson> done, Consumer<RequestFailure> notDone) {
        long most = item.tree().path("config").path("maxCollectionSize").asLong(0);
        boolean own = Bounds.own(item.tree(), "maxCollectionSize", limits.maxCollectionSize());
        if (!own && values.size() > limits.maxCollectionSize()) {
            notDone.accept(new RequestFailure(
                    Problem.of(
                            ProblemCode.TOO_MUCH,
                            "The pattern matches " + values.size() + " MBeans, more than the "
                                    + limits.maxCollectionSize()
                                    + " that are allowed (farspan.agent.max-collection-size); narrow it."),
                    false));
            return;
        }
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        if (echo instanceof ObjectNode request) {
            request.set("mbean", pattern);
            response.set("request", request);
        }
        if (values.isEmpty() && !filtered) {
            response.put("error_type", NO_ATTRIBUTE);
            response.put(".error", true);
            response.put("error_type_jmx", NO_ATTRIBUTE);
            response.put("error", NOTHING_OF_IT + item.tree().path("mbean").asText() + " pattern");
            response.put("status", 404);
            done.accept(RawJson.of(response));
            return;
        }
        done.accept(PatternResponse.response(
                RawJson.of(response),
                values.isEmpty()
                        ? Optional.empty()
                        : Optional.of(PatternResponse.limit(values, own ? most : Long.MAX_VALUE))));
    }

    /** The value of the member with that name; leaves the parser at the object's end. */
    private static @Nullable RawJson member(String name, JsonParser parser, RawJson response) throws IOException {
        RawJson found = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals(name);
            parser.nextToken();
            if (wanted) {
                found = value(parser, response);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    /** The value that begins at the parser's position. */
    private static RawJson value(JsonParser parser, RawJson response) throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return response.part(from, (int) parser.currentLocation().getByteOffset());
    }

    private static boolean lacksAttribute(RawJson response) {
        JsonNode tree = response.tree();
        return tree.path("status").asInt() == 404
                && tree.path("error_type").asText().equals(NO_ATTRIBUTE)
                && tree.path("error").asText().startsWith(NOTHING_OF_IT);
    }

    /** The answer to a path that leads nowhere: null. */
    private RawJson nothing(RawJson response) {
        ObjectNode head = JsonNodeFactory.instance.objectNode();
        JsonNode request = withEcho(response).tree().path("request");
        if (request.isObject()) {
            head.set("request", request);
        }
        return PatternResponse.response(RawJson.of(head), Optional.empty());
    }

    private RawJson withEcho(RawJson response) {
        JsonNode tree = response.tree();
        if (tree.path("request") instanceof ObjectNode request && !pattern.isMissingNode()) {
            request.set("mbean", pattern);
            return RawJson.of(tree);
        }
        return response;
    }
}
