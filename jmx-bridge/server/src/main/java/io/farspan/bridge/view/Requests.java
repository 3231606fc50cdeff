package io.farspan.bridge.view;

import java.util.Collection;
import java.util.List;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.JolokiaPath;
import io.farspan.protocol.json.RawJson;

/** The Jolokia requests that views make. */
final class Requests {

    private Requests() {}

    /** A read of attributes of an MBean, or of all when none are named; one that fails does not fail the others. */
    static RawJson read(ObjectName name, Collection<String> attributes) {
        ObjectNode request = request("read", name);
        if (!attributes.isEmpty()) {
            ArrayNode list = request.putArray("attribute");
            attributes.stream().sorted().forEach(list::add); // so that equal reads are equal requests
        }
        request.withObject("/config").put("ignoreErrors", true);
        return RawJson.of(request);
    }

    /** A read of one attribute, which fails with the exception that the attribute throws. */
    static RawJson read(ObjectName name, String attribute) {
        return RawJson.of(request("read", name).put("attribute", attribute));
    }

    static RawJson write(ObjectName name, String attribute, JsonNode value) {
        ObjectNode request = request("write", name).put("attribute", attribute);
        request.set("value", value);
        return RawJson.of(request);
    }

    static RawJson exec(ObjectName name, String operation, List<JsonNode> arguments) {
        ObjectNode request = request("exec", name).put("operation", operation);
        ArrayNode list = request.putArray("arguments");
        arguments.forEach(list::add);
        return RawJson.of(request);
    }

    /** A search for names; {@code since} is the timestamp of an earlier answer, for a 304 when nothing has changed. */
    static RawJson search(ObjectName pattern, long since) {
        ObjectNode request = request("search", pattern);
        if (since > 0) {
            request.withObject("/config").put("ifModifiedSince", since);
        }
        return RawJson.of(request);
    }

    /** A list of one MBean. */
    static RawJson describe(ObjectName name) {
        return describe(JolokiaPath.join(List.of(name.getDomain(), name.getCanonicalKeyPropertyListString())));
    }

    /** A list of a domain or another path; of all MBeans when it is empty. */
    static RawJson describe(String path) {
        ObjectNode request = request("list");
        if (!path.isEmpty()) {
            request.put("path", path);
        }
        request.withObject("/config").put("openTypes", true).put("listInterfaces", true);
        return RawJson.of(request);
    }

    /** A list of all MBeans that has each different description once. */
    static RawJson describeShared() {
        ObjectNode request = request("list");
        request.withObject("/config")
                .put("openTypes", true)
                .put("listInterfaces", true)
                .put("listCache", true);
        return RawJson.of(request);
    }

    static ObjectNode notification(String command) {
        return request("notification").put("command", command);
    }

    private static ObjectNode request(String type, ObjectName name) {
        return request(type).put("mbean", name.getCanonicalName());
    }

    private static ObjectNode request(String type) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("type", type);
        request.putObject("config").put("includeRequest", false).put("canonicalNaming", false);
        return request;
    }
}
