package io.farspan.home.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.RawJson;

/**
 * Masks secrets in values: texts under a name such as {@code password} or {@code apiKey}, and all system properties,
 * environment variables and JVM arguments that are not known to be harmless. Numbers and booleans are left as they are.
 * This protects what is recognisable and is not a guarantee: an application may give its secrets any name.
 */
final class SecretMask {

    /** A document of this many bytes is first searched for names that suggest a secret. */
    private static final int LARGE = 4_096;

    /** How deep in a plugin's value Jolokia responses are looked for. */
    private static final int DEEPEST_RESPONSE = 5;

    private SecretMask() {}

    /** Masks the response to a request. */
    static RawJson mask(JolokiaRequest request, RawJson response) {
        if (!hasValues(request) || !mayHold(request, response)) {
            return response;
        }
        boolean cut = request.tree().path("config").has("maxDepth");
        String context = context(request);
        if (!cut && NameMeaning.of(context) == NameMeaning.NOTHING && response.length() >= LARGE && isClean(response)) {
            return response;
        }
        JsonNode tree = response.tree();
        if (!(tree instanceof ObjectNode object) || !object.has("value")) {
            return response;
        }
        JsonNode masked = ValueMask.mask(context, object.get("value"), cut);
        if (masked == object.get("value")) {
            return response;
        }
        object.set("value", masked);
        return RawJson.of(object);
    }

    /**
     * Whether no name in a document suggests a secret, so that none of its values needs to be masked: found out without
     * making a tree of it, which for a large one takes most of the time.
     */
    private static boolean isClean(RawJson document) {
        try (JsonParser parser = document.parser()) {
            boolean names = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    String member = parser.currentName();
                    if (NameMeaning.of(member) != NameMeaning.NOTHING) {
                        return false;
                    }
                    names = member.equals("key") || member.equals("name");
                } else {
                    if (names
                            && token == JsonToken.VALUE_STRING
                            && NameMeaning.of(parser.getText()) == NameMeaning.SECRET) {
                        return false;
                    }
                    names = false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("A document that was well-formed JSON no longer is", e);
        }
    }

    /** Masks any value: Jolokia responses in it as those of a call, everything else by its members' names. */
    static RawJson mask(RawJson value) {
        return mayHold("", value)
                ? RawJson.of(ValueMask.mask("", responses(value.tree(), DEEPEST_RESPONSE), false))
                : value;
    }

    /** Masks the responses in a value that carry their request. */
    private static JsonNode responses(JsonNode value, int levels) {
        if (levels == 0 || !value.isContainerNode()) {
            return value;
        }
        if (value instanceof ObjectNode object && object.path("request").isObject() && object.has("value")) {
            JolokiaRequest request = JolokiaRequest.of(RawJson.of(object.get("request")));
            return request.defect().isPresent()
                    ? object
                    : mask(request, RawJson.of(object)).tree();
        }
        if (value instanceof ObjectNode object) {
            object.fields().forEachRemaining(member -> member.setValue(responses(member.getValue(), levels - 1)));
        } else if (value instanceof ArrayNode array) {
            for (int index = 0; index < array.size(); index++) {
                array.set(index, responses(array.get(index), levels - 1));
            }
        }
        return value;
    }

    private static boolean hasValues(JolokiaRequest request) {
        return request.type().equals("read") || request.acts();
    }

    /** The name of a response's value: the attribute or operation, and the path below it. */
    private static String context(JolokiaRequest request) {
        List<String> names = new ArrayList<>();
        if (isOfOne(request)) {
            names.add(
                    request.acts()
                            ? request.member().orElse("")
                            : request.attributes().get(0));
        }
        names.addAll(request.path());
        for (int index = 0; index < names.size(); index++) {
            String name = names.get(index);
            switch (NameMeaning.of(name)) {
                case SECRET -> {
                    return "secret";
                }
                case ARGUMENTS -> {
                    return name;
                }
                case PROPERTIES -> {
                    return index == names.size() - 1 ? name : property(names.get(index + 1));
                }
                case NOTHING -> {}
            }
        }
        return names.isEmpty() ? "" : names.get(names.size() - 1);
    }

    /** Whether the value belongs to one member of one MBean, and is not a map of several. */
    private static boolean isOfOne(JolokiaRequest request) {
        boolean several = request.tree().path("attribute") instanceof ArrayNode
                || request.attributes().isEmpty();
        return !request.isPattern() && (request.acts() || !several);
    }

    private static String property(String name) {
        return NameMeaning.isHarmless(name) ? name : "secret";
    }

    /** A cheap first check, because most values contain no secret and some have many megabytes. */
    private static boolean mayHold(JolokiaRequest request, RawJson response) {
        return mayHold(request.attributes() + " " + request.operation().orElse("") + " " + request.path(), response);
    }

    private static boolean mayHold(String words, RawJson response) {
        String asked = words.toLowerCase(Locale.ROOT);
        if (NameMeaning.isHintedIn(asked)) {
            return true;
        }
        String text = new String(response.toBytes(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return NameMeaning.isHintedIn(text);
    }
}
