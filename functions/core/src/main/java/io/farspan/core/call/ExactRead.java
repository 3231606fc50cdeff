package io.farspan.core.call;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.json.RawJson;

/**
 * The read of a name that a pattern matched by the name itself, which costs the agent one look-up. A pattern for one name
 * costs it a look at every MBean, so that a pattern of a thousand names would cost a million. Only a read of named attributes
 * that takes errors in the place of values gives the same either way, and where there is such an error it does not.
 */
final class ExactRead {

    /** What marks an error in the place of a value; agents before 2.5 wrote a text that begins so. */
    private static final String ERROR = ".error";

    private static final String ERROR_TEXT = "ERROR: ";
    private static final Set<String> PARAMETERS = Set.of("ignoreErrors", "includeRequest", "canonicalNaming");

    private final ObjectNode request;
    private final Set<String> attributes = new HashSet<>();

    private ExactRead(JsonNode pattern, int maxDepth) {
        request = pattern.deepCopy();
        request.path("attribute").forEach(attribute -> attributes.add(attribute.textValue()));
        // A pattern's answer has one more level, the names.
        ((ObjectNode) request.path("config")).put("maxDepth", maxDepth - 1);
    }

    /** How a pattern's names are read. The pattern must be {@link #isPossible}. */
    static ExactRead of(JsonNode pattern, AgentLimits limits) {
        return new ExactRead(pattern, limits.maxDepth());
    }

    /** Whether names of this pattern can be read by themselves. */
    static boolean isPossible(JsonNode pattern) {
        JsonNode config = pattern.path("config");
        JsonNode attributes = pattern.path("attribute");
        boolean named = attributes.isArray() && !attributes.isEmpty();
        for (JsonNode attribute : attributes) {
            named &= attribute.isTextual() && attribute.textValue().matches("[^\\s*,?]+");
        }
        boolean plain = config.path("ignoreErrors").isBoolean()
                && config.path("ignoreErrors").booleanValue()
                && !pattern.has("path")
                && !pattern.has("target")
                && isOfOneKind(pattern.path("mbean").asText());
        for (Iterator<String> names = config.fieldNames(); names.hasNext(); ) {
            plain &= PARAMETERS.contains(names.next());
        }
        return named && plain;
    }

    /** Whether all names of a pattern have the same domain and keys, so that their MBeans are likely to have the same attributes. */
    private static boolean isOfOneKind(String pattern) {
        try {
            ObjectName name = ObjectName.getInstance(pattern);
            return !name.isDomainPattern()
                    && !name.isPropertyListPattern()
                    && name.getDomain().indexOf('@') < 0;
        } catch (MalformedObjectNameException e) {
            return false;
        }
    }

    /** The request for one name. */
    RawJson request(String name) {
        return RawJson.of(request.deepCopy().put("mbean", name));
    }

    /** Whether the value of the agent's answer is what the answer to a pattern has for this name. */
    boolean isSame(RawJson response) {
        JsonNode tree = response.tree();
        JsonNode value = tree.path("value");
        boolean same = tree.path("status").asInt() == 200 && value.isObject() && value.size() == attributes.size();
        for (Iterator<Map.Entry<String, JsonNode>> members = value.fields(); members.hasNext(); ) {
            Map.Entry<String, JsonNode> member = members.next();
            same &= attributes.contains(member.getKey())
                    && !member.getValue().has(ERROR)
                    && !member.getValue().asText().startsWith(ERROR_TEXT);
        }
        return same;
    }
}
