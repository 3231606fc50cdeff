package io.farspan.bridge.notification;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.management.InstanceNotFoundException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.farspan.bridge.view.Endpoint;
import io.farspan.federation.Federation;
import io.farspan.federation.Response;
import io.farspan.protocol.json.RawJson;

/**
 * A client's registration at one agent. The agent keeps notifications until they are pulled, at most 100 for each MBean;
 * it says how many it dropped. When the agent no longer knows the client (it was restarted, or another instance has become
 * primary) all subscriptions are made again and a gap is reported.
 *
 * @see <a href="https://jolokia.org/reference/html/manual/jolokia_protocol.html">Jolokia protocol 8, notifications</a>
 */
final class AgentSubscription {

    private static final Duration LONGEST = Endpoint.DEADLINE.multipliedBy(2);

    private final Endpoint endpoint;
    private final Sink sink;
    private final Map<ObjectName, String> handles = new HashMap<>();
    private @Nullable String client;
    private String store = "jolokia:type=NotificationStore";
    private boolean uncertain;

    /** Receiver of the notifications. */
    interface Sink {
        /** A notification arrived. */
        void arrived(ObjectName local, JsonNode notification);

        /** At least {@code count} notifications were lost. */
        void lost(ObjectName local, long count);
    }

    AgentSubscription(Endpoint endpoint, Sink sink) {
        this.endpoint = endpoint;
        this.sink = sink;
    }

    /** Subscribes to an MBean; no notification sent after this returns is missed. */
    synchronized void add(ObjectName local) throws IOException, InstanceNotFoundException {
        if (handles.containsKey(local)) {
            return;
        }
        if (client == null) {
            register();
        }
        JsonNode added = ask(List.of(addRequest(local))).get(0);
        if (isForgotten(added)) {
            renew();
            added = ask(List.of(addRequest(local))).get(0);
        }
        if (added.path("status").asInt() != 200) {
            if (added.path("error_type").asText().equals(InstanceNotFoundException.class.getName())) {
                throw new InstanceNotFoundException(local.toString());
            }
            throw new IOException(
                    "Cannot listen to " + local + ": " + added.path("error").asText());
        }
        handles.put(local, added.path("value").asText());
    }

    /** Ends a subscription. */
    synchronized void remove(ObjectName local) {
        String handle = handles.remove(local);
        if (handle != null && client != null) {
            ask(List.of(RawJson.of(command("remove").put("client", client).put("handle", handle))));
        }
    }

    /** Ends all subscriptions. */
    synchronized void close() {
        if (client != null) {
            ask(List.of(RawJson.of(command("unregister").put("client", client))));
            client = null;
            handles.clear();
        }
    }

    /** Pulls new notifications. */
    synchronized void poll() {
        if (handles.isEmpty() || client == null) {
            return;
        }
        List<ObjectName> names = new ArrayList<>(handles.keySet());
        List<RawJson> requests = new ArrayList<>();
        requests.add(RawJson.of(command("ping").put("client", client)));
        names.forEach(name -> requests.add(pull(String.valueOf(client), handles.getOrDefault(name, ""))));
        List<JsonNode> responses = ask(requests);
        if (responses.get(0).has("problem")) {
            uncertain = true; // the pulled notifications may have been lost with the answer
            return;
        }
        if (isForgotten(responses.get(0))) {
            renewAll(names);
            return;
        }
        for (int index = 0; index < names.size(); index++) {
            take(names.get(index), responses.get(index + 1));
        }
        uncertain = false;
    }

    private void take(ObjectName name, JsonNode response) {
        JsonNode value = response.path("value");
        long dropped = value.path("dropped").asLong() + (uncertain ? 1 : 0);
        if (dropped > 0) {
            sink.lost(name, dropped);
        }
        value.path("notifications").forEach(notification -> sink.arrived(name, notification));
    }

    private void renewAll(List<ObjectName> names) {
        try {
            renew();
            for (ObjectName name : names) {
                JsonNode added = ask(List.of(addRequest(name))).get(0);
                if (added.path("status").asInt() == 200) {
                    handles.put(name, added.path("value").asText());
                }
                sink.lost(name, 1);
            }
        } catch (IOException e) {
            client = null; // the next poll tries again
            names.forEach(name -> handles.put(name, ""));
            uncertain = true;
        }
    }

    private void renew() throws IOException {
        client = null;
        register();
    }

    private void register() throws IOException {
        JsonNode registered = ask(List.of(RawJson.of(command("register")))).get(0);
        if (registered.path("status").asInt() != 200) {
            throw new IOException(
                    "Cannot listen: " + registered.path("error").asText("the agent does not accept listeners"));
        }
        client = registered.path("value").path("id").asText();
        store = registered
                .path("value")
                .path("backend")
                .path("pull")
                .path("store")
                .asText(store);
    }

    private RawJson addRequest(ObjectName local) {
        ObjectNode request = command("add").put("client", client).put("mode", "pull");
        return RawJson.of(request.put("mbean", local.getCanonicalName()));
    }

    private RawJson pull(String client, String handle) {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("type", "exec")
                .put("mbean", store)
                .put("operation", "pull");
        request.putArray("arguments").add(client).add(handle);
        request.putObject("config").put("includeRequest", false);
        return RawJson.of(request);
    }

    private static ObjectNode command(String command) {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("type", "notification")
                .put("command", command);
        request.putObject("config").put("includeRequest", false);
        return request;
    }

    private static boolean isForgotten(JsonNode response) {
        return response.path("error").asText().contains("No client ");
    }

    private List<JsonNode> ask(List<RawJson> requests) {
        Federation.Answered answered = endpoint.ask(requests).await().atMost(LONGEST);
        return answered.responses().stream().map(Response::tree).toList();
    }
}
