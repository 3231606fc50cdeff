package io.farspan.sample;

import java.io.IOException;
import java.net.URI;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.farspan.plugin.FunctionPlugin;
import io.farspan.plugin.HttpPort;
import io.farspan.plugin.PluginAnswer;
import io.farspan.plugin.PluginContext;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.json.RawJson;

/** The status of the URI that the body {@code {"uri": …}} names, as it is seen from the location. */
public final class FetchPlugin implements FunctionPlugin {

    @Override
    public String name() {
        return "fetch";
    }

    @Override
    public String version() {
        return "1.0";
    }

    @Override
    public Role role() {
        return Role.OPERATOR;
    }

    @Override
    public boolean changesState() {
        return false;
    }

    @Override
    public PluginAnswer answer(RawJson body, PluginContext context) throws IOException {
        URI uri = URI.create(body.tree().path("uri").asText());
        HttpPort.Response response = context.http().send(HttpPort.Request.get(uri));
        return PluginAnswer.of(RawJson.of(JsonNodeFactory.instance.objectNode().put("status", response.status())));
    }
}
