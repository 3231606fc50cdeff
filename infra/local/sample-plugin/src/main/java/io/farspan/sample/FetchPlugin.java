package io.farspan.sample;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.farspan.plugin.FunctionPlugin;
import io.farspan.plugin.HttpPort;
import io.farspan.plugin.PluginAnswer;
import io.farspan.plugin.PluginContext;
import io.farspan.plugin.PluginInstance;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/**
 * The status that each selected instance's service answers with, as it is seen from the location. The body
 * {@code {"path": "/…"}} may name another path than that of the map; where to connect to comes from the map alone.
 */
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
        Optional<String> path = Optional.of(body.tree().path("path").asText()).filter(text -> text.startsWith("/"));
        List<PluginAnswer.OfInstance> statuses = new ArrayList<>();
        for (PluginInstance instance : context.instances()) {
            statuses.add(
                    instance.service().isPresent()
                            ? PluginAnswer.OfInstance.of(
                                    instance.id(), status(uri(instance.service().get(), path), context))
                            : PluginAnswer.OfInstance.failed(
                                    instance.id(),
                                    Problem.of(
                                            ProblemCode.PLUGIN_FAILED,
                                            "The map has no service of " + instance.id() + ". Register it with one.")));
        }
        return PluginAnswer.of(statuses);
    }

    /** {@code service} is like {@code 10.2.3.4:8443/health}, with or without a path. */
    private static URI uri(String service, Optional<String> path) {
        int slash = service.indexOf('/');
        String host = slash < 0 ? service : service.substring(0, slash);
        String known = slash < 0 ? "/" : service.substring(slash);
        return URI.create("http://" + host + path.orElse(known));
    }

    private static RawJson status(URI uri, PluginContext context) throws IOException {
        HttpPort.Response response = context.http().send(HttpPort.Request.get(uri));
        return RawJson.of(JsonNodeFactory.instance.objectNode().put("status", response.status()));
    }
}
