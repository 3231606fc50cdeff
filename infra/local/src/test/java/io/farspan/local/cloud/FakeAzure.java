package io.farspan.local.cloud;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;

/**
 * A DNS zone and a Traffic Manager profile behind Azure's resource manager, as the REST reference describes the answers:
 * record sets one by one with ETags, preconditions by {@code If-Match} and {@code If-None-Match}.
 */
final class FakeAzure implements ResponseDefinitionTransformerV2 {

    /** What may go wrong with the next write. */
    enum Trouble {
        /** 429 with Retry-After, not applied. */
        THROTTLED,
        /** It is applied and the connection breaks. */
        LOST_REPLY,
        /** 500, not applied. */
        BROKEN,
        /** Nothing. */
        NONE
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String zone;
    private final Publisher publisher;
    private final Map<String, ObjectNode> resources = new HashMap<>();
    private final List<Trouble> troubles = new ArrayList<>();
    private final AtomicReference<Pause> pause = new AtomicReference<>();

    private record Pause(String path, Runnable meanwhile) {}

    FakeAzure(String zone, Publisher publisher) {
        this.zone = zone;
        this.publisher = publisher;
    }

    /** From now on, one for each write. */
    synchronized void trouble(Trouble... next) {
        troubles.addAll(List.of(next));
    }

    /** Runs an action when the next write whose path has this ending has arrived, before it is applied. */
    void before(String path, Runnable meanwhile) {
        pause.set(new Pause(path, meanwhile));
    }

    /** Creates a resource as Terraform would. */
    synchronized void put(String path, String body) throws IOException {
        resources.put(path, (ObjectNode) JSON.readTree(body));
    }

    @Override
    public ResponseDefinition transform(ServeEvent event) {
        Request request = event.getRequest();
        String path = request.getUrl().replaceAll("\\?.*", "");
        if (request.getMethod().getName().equals("GET")) {
            return read(path);
        }
        Pause due = pause.get();
        if (due != null && path.endsWith(due.path) && pause.compareAndSet(due, null)) {
            due.meanwhile.run();
        }
        try {
            return write(path, request);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized ResponseDefinition read(String path) {
        ObjectNode found = resources.get(path);
        return found == null
                ? error(
                        404,
                        "NotFound",
                        "The resource record '" + path + "' does not exist in resource group 'farspan'.")
                : answer(200, found);
    }

    private synchronized ResponseDefinition write(String path, Request request) throws IOException {
        Trouble trouble = troubles.isEmpty() ? Trouble.NONE : troubles.remove(0);
        if (trouble == Trouble.THROTTLED) {
            return ResponseDefinitionBuilder.like(error(429, "TooManyRequests", "The request is being throttled."))
                    .but()
                    .withHeader("Retry-After", "0")
                    .build();
        }
        if (trouble == Trouble.BROKEN) {
            return error(500, "InternalServerError", "An internal error has occurred.");
        }
        ObjectNode present = resources.get(path);
        String match = request.getHeader("If-Match");
        String none = request.getHeader("If-None-Match");
        if ((match != null && (present == null || !present.path("etag").asText().equals(match)))
                || ("*".equals(none) && present != null)) {
            return error(
                    412,
                    "PreconditionFailed",
                    "The condition '" + (match == null ? none : match)
                            + "' in the If-Match or If-None-Match header was not satisfied.");
        }
        ObjectNode next = (ObjectNode) JSON.readTree(request.getBodyAsString());
        next.put("etag", UUID.randomUUID().toString());
        next.put("id", path);
        next.put("name", path.substring(path.lastIndexOf('/') + 1));
        resources.put(path, next);
        if (path.contains("/dnsZones/")) {
            publish(path, next);
        }
        return trouble == Trouble.LOST_REPLY
                ? ResponseDefinitionBuilder.responseDefinition()
                        .withFault(Fault.CONNECTION_RESET_BY_PEER)
                        .build()
                : answer(present == null ? 201 : 200, next);
    }

    private void publish(String path, JsonNode set) {
        String[] parts = path.split("/");
        String type = parts[parts.length - 2];
        JsonNode properties = set.path("properties");
        List<String> values = new ArrayList<>();
        properties.path("TXTRecords").forEach(text -> {
            StringBuilder value = new StringBuilder();
            text.path("value").forEach(string -> value.append('"')
                    .append(string.asText().replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\" "));
            values.add(value.toString().trim());
        });
        properties
                .path("SRVRecords")
                .forEach(server -> values.add(server.path("priority").asInt() + " "
                        + server.path("weight").asInt() + " "
                        + server.path("port").asInt() + " "
                        + server.path("target").asText() + "."));
        properties
                .path("PTRRecords")
                .forEach(pointer -> values.add(pointer.path("ptrdname").asText() + "."));
        properties
                .path("ARecords")
                .forEach(address -> values.add(address.path("ipv4Address").asText()));
        properties
                .path("AAAARecords")
                .forEach(address -> values.add(address.path("ipv6Address").asText()));
        publisher.publish(List.of(new Publisher.Set(
                parts[parts.length - 1] + "." + zone + ".",
                type,
                properties.path("TTL").asLong(),
                values)));
    }

    private static ResponseDefinition error(int status, String code, String message) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error").put("code", code).put("message", message);
        return answer(status, body);
    }

    private static ResponseDefinition answer(int status, JsonNode body) {
        return ResponseDefinitionBuilder.responseDefinition()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody(body.toString())
                .build();
    }

    @Override
    public String getName() {
        return "azure";
    }
}
