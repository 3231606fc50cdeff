package io.farspan.troubleshooting.request;

import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.RawJson;

/** Jolokia requests that actions make. */
public final class Requests {

    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

    private Requests() {}

    /** A diagnostic command, as {@code jcmd} has it. */
    public static JolokiaRequest command(String operation, List<String> words) {
        ArrayNode line = JsonNodeFactory.instance.arrayNode();
        words.forEach(line::add);
        ObjectNode request = exec(COMMANDS, operation);
        request.putArray("arguments").add(line);
        return of(request);
    }

    /** A diagnostic command that takes no words. */
    public static JolokiaRequest command(String operation) {
        return of(exec(COMMANDS, operation));
    }

    /** An operation with these arguments. */
    public static JolokiaRequest exec(String mbean, String operation, ArrayNode arguments) {
        ObjectNode request = exec(mbean, operation);
        request.set("arguments", arguments);
        return of(request);
    }

    /** A read of attributes. */
    public static JolokiaRequest read(String mbean, String... attributes) {
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("type", "read").put("mbean", mbean);
        if (attributes.length == 1) {
            request.put("attribute", attributes[0]);
        } else {
            ArrayNode several = request.putArray("attribute");
            for (String attribute : attributes) {
                several.add(attribute);
            }
        }
        return of(request);
    }

    private static ObjectNode exec(String mbean, String operation) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "exec")
                .put("mbean", mbean)
                .put("operation", operation);
    }

    private static JolokiaRequest of(ObjectNode request) {
        return JolokiaRequest.of(RawJson.of(request));
    }
}
