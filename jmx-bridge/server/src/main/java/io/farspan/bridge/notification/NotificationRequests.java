package io.farspan.bridge.notification;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.json.RawJson;

/** The Jolokia requests about notifications. */
final class NotificationRequests {

    private NotificationRequests() {}

    static RawJson register() {
        return RawJson.of(command("register"));
    }

    static RawJson unregister(String client) {
        return RawJson.of(command("unregister").put("client", client));
    }

    static RawJson ping(String client) {
        return RawJson.of(command("ping").put("client", client));
    }

    static RawJson add(String client, ObjectName local) {
        return RawJson.of(
                command("add").put("client", client).put("mode", "pull").put("mbean", local.getCanonicalName()));
    }

    static RawJson remove(String client, String handle) {
        return RawJson.of(command("remove").put("client", client).put("handle", handle));
    }

    /** Takes what an agent's store has for a subscription. */
    static RawJson pull(String store, String client, String handle) {
        ObjectNode request = request("exec").put("mbean", store).put("operation", "pull");
        request.putArray("arguments").add(client).add(handle);
        return RawJson.of(request);
    }

    private static ObjectNode command(String command) {
        return request("notification").put("command", command);
    }

    private static ObjectNode request(String type) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("type", type);
        request.putObject("config").put("includeRequest", false);
        return request;
    }
}
