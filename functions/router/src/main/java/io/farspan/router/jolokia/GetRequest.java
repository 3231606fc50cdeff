package io.farspan.router.jolokia;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.farspan.protocol.call.JolokiaPath;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * Translates a Jolokia GET request into the equivalent POST request.
 *
 * @see <a href="https://jolokia.org/reference/html/manual/jolokia_protocol.html">Jolokia protocol 8, GET requests</a>
 */
final class GetRequest {

    /** The request types a path can start with. No location may have such a name. */
    static final Set<String> TYPES =
            Set.of("read", "write", "exec", "list", "search", "version", "config", "notification");

    private GetRequest() {}

    /** The request for a path below the endpoint; {@code version} when it is empty. */
    static ObjectNode parse(String path) {
        Deque<String> elements = new ArrayDeque<>(JolokiaPath.split(path));
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        String type = elements.isEmpty() ? "version" : elements.pop().toLowerCase(Locale.ROOT);
        request.put("type", type);
        switch (type) {
            case "read" -> {
                request.put("mbean", next(elements, type, "ObjectName"));
                if (!elements.isEmpty()) {
                    attributes(request, elements.pop());
                }
                path(request, elements);
            }
            case "write" -> {
                request.put("mbean", next(elements, type, "ObjectName"));
                request.put("attribute", next(elements, type, "attribute"));
                request.set("value", value(next(elements, type, "value")));
                path(request, elements);
            }
            case "exec" -> {
                request.put("mbean", next(elements, type, "ObjectName"));
                request.put("operation", next(elements, type, "operation"));
                ArrayNode arguments = request.putArray("arguments");
                elements.forEach(element -> arguments.add(value(element)));
            }
            case "search" -> request.put("mbean", elements.isEmpty() ? "*:*" : elements.pop());
            case "notification" -> notification(request, elements);
            default -> path(request, elements);
        }
        return request;
    }

    /** Adds the processing parameters of a query string. Those of the request itself take precedence. */
    static void configure(ObjectNode request, Map<String, String> parameters) {
        if (!parameters.isEmpty()) {
            ObjectNode config = request.path("config") instanceof ObjectNode own ? own : request.putObject("config");
            parameters.forEach((name, text) -> {
                if (!config.has(name)) {
                    config.put(name, text);
                }
            });
        }
    }

    private static void notification(ObjectNode request, Deque<String> elements) {
        String command = next(elements, "notification", "command");
        request.put("command", command);
        if (!command.equals("register")) {
            request.put("client", next(elements, command, "client"));
        }
        switch (command) {
            case "add" -> {
                request.put("mode", next(elements, command, "mode"));
                request.put("mbean", next(elements, command, "ObjectName"));
                if (!elements.isEmpty()) {
                    ArrayNode filter = request.putArray("filter");
                    for (String type : elements.pop().split(",")) {
                        if (!type.isBlank() && !type.equals("\"\"")) {
                            filter.add(type);
                        }
                    }
                }
                if (!elements.isEmpty()) {
                    request.put("config", elements.pop());
                }
                if (!elements.isEmpty()) {
                    request.put("handback", elements.pop());
                }
            }
            case "remove" -> request.put("handle", next(elements, command, "handle"));
            case "open" -> request.put("mode", next(elements, command, "mode"));
            default -> {}
        }
    }

    private static void attributes(ObjectNode request, String text) {
        List<String> names = List.of(text.split(","));
        if (names.size() == 1) {
            request.put("attribute", text);
        } else {
            ArrayNode list = request.putArray("attribute");
            names.forEach(list::add);
        }
    }

    private static void path(ObjectNode request, Deque<String> elements) {
        if (!elements.isEmpty()) {
            request.put("path", JolokiaPath.join(List.copyOf(elements)));
        }
    }

    private static JsonNode value(String element) {
        return switch (element) {
            case "[null]" -> NullNode.instance;
            case "\"\"" -> TextNode.valueOf("");
            default -> TextNode.valueOf(element);
        };
    }

    private static String next(Deque<String> elements, String type, String what) {
        if (elements.isEmpty()) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST, "A GET " + type + " request lacks a path element: " + what + ".");
        }
        return elements.pop();
    }
}
