package io.farspan.home.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.RawJson;

/**
 * Masks secrets in values: texts under a name such as {@code password} or {@code apiKey}, and all system properties,
 * environment variables and JVM arguments that are not known to be harmless. Numbers and booleans are left as they are.
 * This protects what is recognisable and is not a guarantee: an application may give its secrets any name.
 */
final class SecretMask {

    static final String MASKED = "***";

    private static final TextNode MASK = TextNode.valueOf(MASKED);

    /** A document of this many bytes is first searched for names that suggest a secret. */
    private static final int LARGE = 4_096;

    /** How deep in a plugin's value Jolokia responses are looked for. */
    private static final int DEEPEST_RESPONSE = 5;

    private static final Pattern SECRET = Pattern.compile("(?i)(?:pass_?word|passwd|passphrase|passcode|pwd|secret"
            + "|credential|token|keystore_?pass|truststore_?pass|keypass|(?:api|access|private|secret|encryption|signing|master|auth|session|shared|license|account)[-_."
            + " ]?key)");

    private static final Set<String> PROPERTIES =
            Set.of("systemproperties", "environment", "environmentvariables", "env", "sysprops");

    private static final Set<String> ARGUMENTS =
            Set.of("inputarguments", "vmarguments", "jvmarguments", "commandline", "vmcommandline");

    /** Texts of which a document must contain at least one to be worth a closer look. */
    private static final List<String> HINTS = Stream.of(
                    Stream.of("pass", "pwd", "secret", "credential", "token", "key"),
                    PROPERTIES.stream(),
                    ARGUMENTS.stream())
            .flatMap(hints -> hints)
            .toList();

    /** System properties that every JVM has and that reveal nothing about its application. */
    private static final Pattern HARMLESS = Pattern.compile("java\\.(?:version|vendor|specification|vm|class\\.version"
            + "|runtime|home|io\\.tmpdir|library\\.path|class\\.path|vendor\\.url).*|java\\.version|os\\.(?:name|arch|version)|user\\.(?:dir|home|name"
            + "|timezone|language|country)|file\\.(?:encoding|encoding\\.pkg|separator)|path\\.separator|line\\.separator|sun\\.(?:arch|boot|cpu|io|jnu|management"
            + "|stderr|stdout|os|nio|net).*|native\\.encoding|std(?:out|err)\\.encoding|jdk\\.debug|awt\\.toolkit"
            + "|jboss\\.(?:server|home|node).*|catalina\\.(?:base|home)|kafka\\.logs\\.dir");

    /**
     * A map or an open type as written by {@code toString()}, in which names and values cannot be told apart. Agents
     * write values below {@code maxDepth} like this.
     */
    private static final Pattern CONTAINER =
            Pattern.compile("\\{.*=|contents=|(?:Composite|Tabular)Data", Pattern.DOTALL);

    private SecretMask() {}

    /** Masks the response to a request. */
    static RawJson mask(JolokiaRequest request, RawJson response) {
        if (!hasValues(request) || !mayHold(request, response)) {
            return response;
        }
        boolean cut = request.tree().path("config").has("maxDepth");
        String context = context(request);
        if (!cut && Meaning.of(context) == Meaning.NOTHING && response.length() >= LARGE && isClean(response)) {
            return response;
        }
        JsonNode tree = response.tree();
        if (!(tree instanceof ObjectNode object) || !object.has("value")) {
            return response;
        }
        JsonNode masked = value(context, object.get("value"), cut);
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
                    if (Meaning.of(member) != Meaning.NOTHING) {
                        return false;
                    }
                    names = member.equals("key") || member.equals("name");
                } else {
                    if (names && token == JsonToken.VALUE_STRING && Meaning.of(parser.getText()) == Meaning.SECRET) {
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
        return mayHold("", value) ? RawJson.of(value("", responses(value.tree(), DEEPEST_RESPONSE), false)) : value;
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
            switch (Meaning.of(name)) {
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
        return isHarmless(name) ? name : "secret";
    }

    /** Whether a system property may be seen. A name that suggests a secret is never harmless, whatever its prefix. */
    private static boolean isHarmless(String name) {
        return Meaning.of(name) != Meaning.SECRET && HARMLESS.matcher(name).matches();
    }

    /**
     * Masks a value.
     *
     * @param cut whether texts in it may be containers cut off by {@code maxDepth}
     */
    private static JsonNode value(String name, JsonNode value, boolean cut) {
        return switch (Meaning.of(name)) {
            case SECRET -> hidden(value);
            case PROPERTIES -> properties(value);
            case ARGUMENTS -> arguments(value);
            case NOTHING -> {
                if (value instanceof ObjectNode object) {
                    yield members(object, cut);
                }
                if (value instanceof ArrayNode array) {
                    yield elements(array, cut);
                }
                yield cut
                                && value.isTextual()
                                && CONTAINER.matcher(value.textValue()).find()
                        ? MASK
                        : value;
            }
        };
    }

    private static JsonNode members(ObjectNode object, boolean cut) {
        @Nullable ObjectNode changed = null;
        // A table row with a name and a value column.
        JsonNode key = object.has("key") ? object.get("key") : object.path("name");
        boolean row = key.isTextual() && object.has("value") && Meaning.of(key.textValue()) == Meaning.SECRET;
        for (var each = object.fields(); each.hasNext(); ) {
            var member = each.next();
            JsonNode masked = row && member.getKey().equals("value")
                    ? hidden(member.getValue())
                    : value(member.getKey(), member.getValue(), cut);
            if (masked != member.getValue()) {
                changed = changed == null ? object.objectNode().setAll(object) : changed;
                changed.set(member.getKey(), masked);
            }
        }
        return changed == null ? object : changed;
    }

    private static JsonNode elements(ArrayNode array, boolean cut) {
        @Nullable ArrayNode changed = null;
        for (int index = 0; index < array.size(); index++) {
            JsonNode element = array.get(index);
            JsonNode masked = value("", element, cut);
            if (masked != element) {
                changed = changed == null ? JsonNodeFactory.instance.arrayNode().addAll(array) : changed;
                changed.set(index, masked);
            }
        }
        return changed == null ? array : changed;
    }

    /** Masks every text below a secret name. */
    private static JsonNode hidden(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue().isEmpty() ? value : MASK;
        }
        if (value.isArray()) {
            return value.isEmpty() ? value : JsonNodeFactory.instance.arrayNode();
        }
        if (value.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            value.fields().forEachRemaining(member -> copy.set(member.getKey(), hidden(member.getValue())));
            return copy;
        }
        return value;
    }

    /** Masks a map of names and values, written as members, as rows, or as a list of rows. */
    private static JsonNode properties(JsonNode value) {
        if (value instanceof ObjectNode object) {
            JsonNode key = object.path("key");
            if (key.isTextual() && object.has("value")) {
                return isHarmless(key.textValue()) ? object : object.deepCopy().put("value", MASKED);
            }
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.fields()
                    .forEachRemaining(
                            member -> copy.set(member.getKey(), property(member.getKey(), member.getValue())));
            return copy;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> copy.add(
                    element.isContainerNode() ? properties(element) : TextNode.valueOf(argument(element.asText()))));
            return copy;
        }
        return value.isTextual() ? MASK : value;
    }

    private static JsonNode property(String name, JsonNode value) {
        if (isColumn(name)) {
            return value;
        }
        return value.isContainerNode() ? properties(value) : isHarmless(name) ? value : MASK;
    }

    /** Whether a member is part of Jolokia's format of a table. */
    private static boolean isColumn(String member) {
        return member.equals("indexNames") || member.equals("key");
    }

    private static JsonNode arguments(JsonNode value) {
        if (value instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(
                    element -> copy.add(element.isTextual() ? argument(element.textValue()) : element.toString()));
            return copy;
        }
        return value.isTextual() ? MASK : value;
    }

    /** Masks a JVM argument: the name is kept, and the value if the option belongs to the JVM itself. */
    private static String argument(String text) {
        int equals = text.indexOf('=');
        boolean own =
                text.startsWith("-X") || text.startsWith("--add-") || text.startsWith("-ea") || text.startsWith("-da");
        boolean harmless = text.startsWith("-D") && equals > 2 && isHarmless(text.substring(2, equals));
        return equals < 0
                ? (text.startsWith("-") ? text : MASKED)
                : own || harmless ? text : text.substring(0, equals + 1) + MASKED;
    }

    /** What a name says about its value. Cached, because answers repeat the same names. */
    private enum Meaning {
        SECRET,
        PROPERTIES,
        ARGUMENTS,
        NOTHING;

        private static final int MOST_KNOWN = 20_000;
        private static final int LONGEST_KNOWN = 200;
        private static final Map<String, Meaning> KNOWN = new ConcurrentHashMap<>();

        static Meaning of(String name) {
            Meaning known = KNOWN.get(name);
            if (known != null) {
                return known;
            }
            Meaning found = find(name);
            if (name.length() <= LONGEST_KNOWN && KNOWN.size() < MOST_KNOWN) {
                KNOWN.put(name, found);
            }
            return found;
        }

        private static Meaning find(String name) {
            if (SecretMask.SECRET.matcher(name).find()) {
                return SECRET;
            }
            String lower = name.toLowerCase(Locale.ROOT);
            return SecretMask.PROPERTIES.contains(lower)
                    ? PROPERTIES
                    : SecretMask.ARGUMENTS.contains(lower) ? ARGUMENTS : NOTHING;
        }
    }

    /** A cheap first check, because most values contain no secret and some have many megabytes. */
    private static boolean mayHold(JolokiaRequest request, RawJson response) {
        return mayHold(request.attributes() + " " + request.operation().orElse("") + " " + request.path(), response);
    }

    private static boolean mayHold(String words, RawJson response) {
        String asked = words.toLowerCase(Locale.ROOT);
        if (HINTS.stream().anyMatch(asked::contains)) {
            return true;
        }
        String text = new String(response.toBytes(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return HINTS.stream().anyMatch(text::contains);
    }
}
