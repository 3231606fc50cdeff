package io.farspan.protocol.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Reads a request as a Jolokia agent 2.6.0 would, and says what is wrong where an agent would guess. */
final class RequestForm {

    /** The members that a type has; any other is left out. */
    private static final Map<String, List<String>> MEMBERS = Map.of(
            "read", List.of("mbean", "attribute", "path", "config"),
            "write", List.of("mbean", "attribute", "value", "path", "config"),
            "exec", List.of("mbean", "operation", "arguments", "path", "config"),
            "list", List.of("path", "config"),
            "search", List.of("mbean", "config"),
            "version", List.of("config"),
            "config", List.of("config"),
            "notification", List.of("command", "client", "mode", "mbean", "filter", "config", "handback", "handle"));

    /** Members that say what is done to an MBean: one that belongs to another type contradicts the type. */
    private static final Set<String> DEEDS = Set.of("attribute", "value", "operation", "arguments", "command");

    private static final Map<String, List<String>> REQUIRED = Map.of(
            "read", List.of("mbean"),
            "write", List.of("mbean", "attribute", "value"),
            "exec", List.of("mbean", "operation"),
            "notification", List.of("command"));

    /** The parameters that an agent takes with a request, and none of those it is configured with. */
    private static final Set<String> PARAMETERS = Set.of(
            "maxDepth",
            "maxCollectionSize",
            "maxObjects",
            "serializeLong",
            "ignoreErrors",
            "includeStackTrace",
            "serializeException",
            "canonicalNaming",
            "includeRequest",
            "listKeys",
            "ifModifiedSince",
            "listCache",
            "listInterfaces",
            "openTypes");

    private static final Set<String> NUMBERS = Set.of("maxDepth", "maxCollectionSize", "maxObjects");
    private static final Set<String> SWITCH = Set.of("true", "on", "yes", "y", "1", "false", "off", "no", "n", "0");

    /** As {@code org.jolokia.server.core.util.ProviderUtil} has it. */
    private static final Pattern PROVIDER = Pattern.compile("([^@:]*)@(.*)");

    /** As {@code org.jolokia.service.jmx.handler.ExecHandler} has it: the last parenthesis counts. */
    private static final Pattern SIGNATURE = Pattern.compile("(.*)\\((.*)\\)");

    private static final int LONGEST_NAME = 4_096;

    private final ObjectNode canonical = JsonNodeFactory.instance.objectNode();
    private final JsonNode tree;
    private @Nullable ObjectName name;
    private @Nullable String provider;
    private List<String> attributes = List.of();

    private RequestForm(JsonNode tree) {
        this.tree = tree;
    }

    /**
     * What was read.
     *
     * @param canonical the request rewritten; incomplete when there is a defect
     * @param name its ObjectName or pattern
     * @param provider what stood before the name
     * @param attributes those that are named
     * @param defect why no agent may be asked
     */
    record Read(
            ObjectNode canonical,
            @Nullable ObjectName name,
            @Nullable String provider,
            List<String> attributes,
            @Nullable String defect) {}

    static Read read(JsonNode tree) {
        RequestForm form = new RequestForm(tree);
        @Nullable String defect = null;
        try {
            form.read();
        } catch (IllegalArgumentException e) {
            defect = String.valueOf(e.getMessage());
        }
        return new Read(form.canonical, form.name, form.provider, form.attributes, defect);
    }

    static String withoutSignature(String operation) {
        Matcher matcher = SIGNATURE.matcher(operation);
        return matcher.matches() ? matcher.group(1) : operation;
    }

    private void read() {
        if (!tree.isObject()) {
            throw refuse("a Jolokia request must be a JSON object");
        }
        String type = type();
        for (String elsewhere : List.of("target", "options")) {
            if (tree.hasNonNull(elsewhere)) {
                throw refuse("proxy requests (member '" + elsewhere
                        + "') are not allowed: name instances in select instead");
            }
        }
        List<String> members = MEMBERS.getOrDefault(type, List.of());
        for (String deed : DEEDS) {
            if (tree.hasNonNull(deed) && !members.contains(deed)) {
                throw refuse("a " + type + " request does not have the member '" + deed
                        + "'; leave it out, or correct the type");
            }
        }
        for (String required : REQUIRED.getOrDefault(type, List.of())) {
            boolean mayBeNull = required.equals("value");
            if (mayBeNull ? !tree.has(required) : !tree.hasNonNull(required)) {
                throw refuse("a " + type + " request needs the member '" + required + "'");
            }
        }
        canonical.put("type", type);
        for (String member : members) {
            if (tree.has(member)) {
                member(type, member, tree.get(member));
            }
        }
    }

    private String type() {
        JsonNode type = tree.path("type");
        String word = type.isTextual() ? type.textValue().toLowerCase(Locale.ROOT) : "";
        if (!MEMBERS.containsKey(word)) {
            throw refuse("type '" + Names.shorten(type.isTextual() ? type.textValue() : type.toString())
                    + "' is unknown; it must be read, write, exec, list, search, version, config or notification");
        }
        return word;
    }

    private void member(String type, String member, JsonNode value) {
        switch (member) {
            case "mbean" -> {
                if (!value.isNull()) {
                    name(type, value);
                }
            }
            case "attribute" -> attribute(type, value);
            case "path" -> path(type, value);
            case "config" -> config(type, value);
            case "operation", "command", "mode", "client", "handle" -> canonical.put(member, text(member, value));
            case "filter" -> filter(value);
            case "arguments" -> arguments(value);
            default -> canonical.set(member, value);
        }
    }

    private void name(String type, JsonNode value) {
        String text = text("mbean", value);
        Matcher prefixed = PROVIDER.matcher(text);
        if (prefixed.matches() && !type.equals("notification")) {
            provider = prefixed.group(1);
            text = prefixed.group(2);
        }
        try {
            name = ObjectName.getInstance(text);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(
                    "mbean '" + Names.shorten(text) + "' is not an ObjectName: " + e.getMessage(), e);
        }
        boolean acts = type.equals("exec") || type.equals("write");
        if (acts && name.getDomain().isEmpty()) {
            throw refuse(
                    "mbean '" + Names.shorten(text) + "' leaves its domain to the agent; a " + type + " must name it");
        }
        canonical.put("mbean", provider == null ? name.toString() : provider + "@" + name);
    }

    /** One attribute is a text; several are a list; a comma that is not escaped divides a text into several. */
    private void attribute(String type, JsonNode value) {
        if (type.equals("write")) {
            String attribute = text("attribute", value);
            attributes = List.of(attribute);
            canonical.put("attribute", attribute);
            return;
        }
        if (value.isTextual()) {
            attributes = divide(text("attribute", value));
            if (attributes.size() == 1) {
                canonical.put(
                        "attribute", attributes.get(0).replace("\\", "\\\\").replace(",", "\\,"));
                return;
            }
        } else if (value.isArray()) {
            List<String> named = new ArrayList<>();
            value.forEach(one -> {
                String attribute = text("attribute", one);
                if (!attribute.isBlank()) {
                    named.add(attribute);
                }
            });
            attributes = List.copyOf(named);
        } else if (!value.isNull()) {
            throw refuse("attribute must be a string or a list of strings");
        }
        if (!attributes.isEmpty()) {
            attributes.forEach(canonical.withArray("attribute")::add);
        }
    }

    /** At commas, {@code \} before a character taking away its meaning; empty names are left out. */
    private static List<String> divide(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                part.append(text.charAt(++at));
            } else if (c == ',') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        parts.removeIf(String::isBlank);
        return List.copyOf(parts);
    }

    private void path(String type, JsonNode value) {
        if (value.isNull()) {
            return;
        }
        String path;
        if (value.isArray()) {
            List<String> elements = new ArrayList<>();
            value.forEach(element -> elements.add(
                    text("path", element.isNumber() ? JsonNodeFactory.instance.textNode(element.asText()) : element)));
            path = JolokiaPath.join(elements);
        } else {
            path = text("path", value);
        }
        if (type.equals("list") && JolokiaPath.hasEmptyElement(path)) {
            throw refuse("path '" + Names.shorten(path) + "' has an empty element; write domain/properties/attr/name");
        }
        List<String> elements = JolokiaPath.split(path);
        if (!elements.isEmpty() && elements.get(elements.size() - 1).equals("*")) {
            throw refuse("path '" + Names.shorten(path) + "' must not end with a wildcard");
        }
        if (!elements.isEmpty()) {
            canonical.put("path", path);
        }
    }

    /** A notification's config is for its backend, any other's are an agent's parameters. */
    private void config(String type, JsonNode value) {
        if (value.isNull()) {
            return;
        }
        if (type.equals("notification")) {
            canonical.set("config", value);
            return;
        }
        if (!value.isObject()) {
            throw refuse("config must be an object");
        }
        ObjectNode known = JsonNodeFactory.instance.objectNode();
        value.fields().forEachRemaining(parameter -> {
            if (PARAMETERS.contains(parameter.getKey())) {
                check(parameter.getKey(), parameter.getValue());
                known.set(parameter.getKey(), parameter.getValue());
            }
        });
        if (!known.isEmpty()) {
            canonical.set("config", known);
        }
    }

    /** An agent that cannot read a parameter refuses the whole bulk for it. */
    private static void check(String parameter, JsonNode value) {
        if (value.isContainerNode()) {
            throw refuse("config." + parameter + " must be a string, a number or a boolean");
        }
        String text = value.asText();
        if (NUMBERS.contains(parameter) && !value.isNull() && !text.matches("[0-9]{1,9}")) {
            throw refuse("config." + parameter + " must be a number from 0 to 999999999");
        }
        if (parameter.equals("ignoreErrors") && !SWITCH.contains(text.toLowerCase(Locale.ROOT))) {
            throw refuse("config.ignoreErrors must be true or false");
        }
    }

    private void filter(JsonNode value) {
        if (value.isArray()) {
            value.forEach(type -> text("filter", type));
        } else if (!value.isNull()) {
            text("filter", value);
        }
        canonical.set("filter", value);
    }

    private void arguments(JsonNode value) {
        if (value.isArray()) {
            canonical.set("arguments", value);
        } else if (!value.isNull()) {
            throw refuse("arguments must be a list");
        }
    }

    private static String text(String member, JsonNode value) {
        if (!value.isTextual()) {
            throw refuse(member + " must be a string");
        }
        String text = value.textValue();
        if (text.length() > LONGEST_NAME) {
            throw refuse(member + " has " + text.length() + " characters, at most " + LONGEST_NAME + " are taken");
        }
        return Text.require(member, text);
    }

    private static IllegalArgumentException refuse(String why) {
        return new IllegalArgumentException(why);
    }
}
