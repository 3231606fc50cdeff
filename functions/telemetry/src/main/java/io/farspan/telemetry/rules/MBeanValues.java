package io.farspan.telemetry.rules;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.json.RawJson;

/**
 * Attribute values of one instance's MBeans at one moment. What is given twice for an MBean is merged. Anything that is not
 * an MBean's attributes is passed over: it comes from an instance, which may send what it likes. Not thread-safe.
 */
public final class MBeanValues {

    private static final int LONGEST_NAME = 4_096;

    /** What an agent writes in place of a value that it cannot read, when it is told to go on. */
    private static final String ERROR = "ERROR: ";

    private final SortedMap<ObjectName, ObjectNode> values = new TreeMap<>();

    /** Adds what is known of an MBean: an object of values by attribute. */
    public void add(String name, JsonNode attributes) {
        if (name.length() > LONGEST_NAME || !(attributes instanceof ObjectNode object)) {
            return;
        }
        ObjectName parsed;
        try {
            parsed = new ObjectName(name);
        } catch (MalformedObjectNameException e) {
            return;
        }
        if (!parsed.isPattern()) {
            values.computeIfAbsent(parsed, absent -> object.objectNode()).setAll(object);
        }
    }

    /**
     * The values of a sampled record's {@code j}: {@code [{"n":"java.lang:type=Memory","v":{"HeapMemoryUsage":{"used":2}}}]}.
     */
    public static MBeanValues ofSample(JsonNode j) {
        MBeanValues all = new MBeanValues();
        j.forEach(bean -> all.add(bean.path("n").asText(), bean.path("v")));
        return all;
    }

    /**
     * The values of an agent's responses to {@code read} requests of several attributes.
     *
     * @param responses one for each request, in order
     */
    public static MBeanValues ofResponses(List<JolokiaRequest> requests, List<RawJson> responses) {
        MBeanValues all = new MBeanValues();
        for (int index = 0; index < Math.min(requests.size(), responses.size()); index++) {
            JsonNode response = responses.get(index).tree();
            if (!JolokiaResponse.succeeded(response)) {
                continue; // the instance has no such MBean, or could not be asked
            }
            JsonNode value = response.path("value");
            JolokiaRequest request = requests.get(index);
            if (request.isPattern()) {
                value.fields().forEachRemaining(bean -> all.add(bean.getKey(), bean.getValue()));
            } else {
                request.mbean().ifPresent(name -> all.add(name, value));
            }
        }
        return all;
    }

    /** Whether nothing is known. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Values by attribute, of each MBean. */
    SortedMap<ObjectName, JsonNode> all() {
        return Collections.unmodifiableSortedMap(values);
    }

    /** The value as the text of an attribute or a state; empty when it is not a plain value. */
    static Optional<String> text(JsonNode value) {
        return (value.isTextual() && !value.textValue().startsWith(ERROR)) || value.isBoolean()
                ? Optional.of(value.asText())
                : Optional.empty();
    }

    /** Whether an agent could not read the value. */
    static boolean isUnreadable(JsonNode value) {
        return value.isMissingNode() || (value.isTextual() && value.textValue().startsWith(ERROR));
    }
}
