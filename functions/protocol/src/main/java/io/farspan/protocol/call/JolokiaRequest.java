package io.farspan.protocol.call;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.json.RawJson;

/**
 * One Jolokia request object, read as far as Farspan needs: what kind it is, whether it changes state, and whether an
 * agent could understand it at all. An agent refuses a whole batch for one malformed name; with {@link #defect} that
 * item is told apart before it is sent.
 *
 * @see <a href="https://jolokia.org/reference/html/manual/jolokia_protocol.html">Jolokia protocol 8</a>
 */
public final class JolokiaRequest {

    private static final Set<String> READING = Set.of("read", "list", "search", "version", "config");
    private static final Set<String> CHANGING = Set.of("write", "exec", "notification");
    private static final Map<String, List<String>> REQUIRED = Map.of(
            "read", List.of("mbean"),
            "write", List.of("mbean", "attribute"),
            "exec", List.of("mbean", "operation"),
            "notification", List.of("command"));

    private final RawJson raw;
    private final JsonNode tree;

    private JolokiaRequest(RawJson raw, JsonNode tree) {
        this.raw = raw;
        this.tree = tree;
    }

    /** Reads one request; never fails, see {@link #defect}. */
    public static JolokiaRequest of(RawJson raw) {
        return new JolokiaRequest(raw, raw.tree());
    }

    /** The request as it came. */
    public RawJson raw() {
        return raw;
    }

    /** {@code read}, {@code write}, {@code exec} …, in lower case; empty when there is none. */
    public String type() {
        return text("type").map(type -> type.toLowerCase(Locale.ROOT)).orElse("");
    }

    /** The ObjectName or pattern. */
    public Optional<String> mbean() {
        return text("mbean");
    }

    /** The operation of an {@code exec}, with its signature where one is given. */
    public Optional<String> operation() {
        return text("operation");
    }

    /** The attribute of a {@code write}, or of a {@code read} of one attribute. */
    public Optional<String> attribute() {
        return text("attribute");
    }

    /** Whether an agent that carries this out may be another afterwards. An unknown type counts as changing. */
    public boolean changesState() {
        return !READING.contains(type());
    }

    /** What is wrong with the request, for the one who wrote it; empty when an agent can be asked. */
    public Optional<String> defect() {
        if (!tree.isObject()) {
            return Optional.of("a Jolokia request must be a JSON object");
        }
        if (tree.has("target")) {
            return Optional.of("proxy requests (member 'target') are not allowed: name instances in select instead");
        }
        String type = type();
        if (!READING.contains(type) && !CHANGING.contains(type)) {
            return Optional.of("type '" + Names.shorten(type)
                    + "' is unknown; it must be read, write, exec, list, search, version, config or notification");
        }
        for (String member : REQUIRED.getOrDefault(type, List.of())) {
            if (!tree.hasNonNull(member)) {
                return Optional.of("a " + type + " request needs the member '" + member + "'");
            }
        }
        return mbean().flatMap(JolokiaRequest::defectOfName);
    }

    private static Optional<String> defectOfName(String name) {
        try {
            ObjectName.getInstance(name);
            return Optional.empty();
        } catch (MalformedObjectNameException e) {
            return Optional.of("mbean '" + Names.shorten(name) + "' is not an ObjectName: " + e.getMessage());
        }
    }

    private Optional<String> text(String member) {
        JsonNode value = tree.get(member);
        return value != null && value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
    }
}
