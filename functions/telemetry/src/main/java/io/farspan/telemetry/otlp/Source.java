package io.farspan.telemetry.otlp;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.call.InstanceId;
import io.farspan.telemetry.push.PushTarget;
import io.farspan.telemetry.push.PushedAttributes;

/**
 * What OpenTelemetry calls a resource: what telemetry is of.
 *
 * @param instanceName the name of the instance as it was sent; empty when nothing says it
 * @param attributes the resource's other attributes
 */
record Source(String instanceName, Map<String, String> attributes) {

    /** The attributes of which the first that is there names the instance. */
    private static final String[] INSTANCE = {
        "service.instance.id", "k8s.pod.name", "container.id", "host.name", "host.id"
    };

    static Source read(JsonNode resource) {
        PushedAttributes all = new PushedAttributes();
        Map<String, String> others = new LinkedHashMap<>();
        for (JsonNode each : resource.path("attributes")) {
            String name = each.path("key").asText();
            String value = OtlpValue.text(each.path("value"));
            others.put(name, value);
            for (String naming : INSTANCE) {
                if (naming.equals(name)) {
                    all.put(name, value);
                }
            }
        }
        return new Source(all.take(INSTANCE).orElse(""), others);
    }

    /** The instance. Fails with {@link IllegalArgumentException} when the resource does not say it. */
    InstanceId instance(PushTarget target) {
        if (instanceName.isEmpty()) {
            throw new IllegalArgumentException("none of the resource's attributes " + String.join(", ", INSTANCE)
                    + " says which instance it is of");
        }
        return target.instance(instanceName);
    }
}
