package io.farspan.telemetry.export;

import io.farspan.protocol.call.InstanceId;
import io.farspan.telemetry.wire.ProtoWriter;

/** What OpenTelemetry calls a resource: an instance of an application. */
final class Resource {

    /** The version of the mapping, which {@code infra/docs/telemetry.md} has as a table. */
    static final String SCHEMA = "otlp-1";

    private Resource() {}

    /** The resource as a message. */
    static ProtoWriter of(String application, InstanceId instance) {
        ProtoWriter resource = new ProtoWriter();
        Attributes attributes = new Attributes(resource, 1);
        attributes.text("service.name", application);
        attributes.text("service.instance.id", instance.toString());
        attributes.text("farspan.location", instance.location());
        attributes.text("farspan.schema", SCHEMA);
        return resource;
    }
}
