package io.farspan.function.server;

import java.util.HashMap;
import java.util.Map;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.ConfigProvider;

import io.farspan.core.http.ManagementFunction;
import io.farspan.core.message.FunctionRequest;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.probe.ProbeCall;

/** {@code POST /v1/call} and {@code /v1/probe}, and those for plugins. Made when the service starts, so that a wrong setting stops it there. */
@Path("/")
@Singleton
@Startup
public class CallResource {

    private final ManagementFunction function;

    CallResource() {
        this.function = ManagementFunction.create(
                PluginsBeside.the(key -> ConfigProvider.getConfig().getOptionalValue(key, String.class)));
    }

    @PreDestroy
    void close() {
        function.close();
    }

    /** Whether calls get on. */
    boolean isAlive() {
        return function.isAlive();
    }

    /** Answers a call. */
    @POST
    @Path(FunctionCall.PATH)
    public Uni<Response> call(@Context HttpHeaders headers, byte[] body) {
        return answer("POST", FunctionCall.PATH, headers, body);
    }

    /** Answers a probe. */
    @POST
    @Path(ProbeCall.PATH)
    public Uni<Response> probe(@Context HttpHeaders headers, byte[] body) {
        return answer("POST", ProbeCall.PATH, headers, body);
    }

    /** Lists the plugins. */
    @GET
    @Path(PluginCall.PATH)
    public Uni<Response> plugins(@Context HttpHeaders headers) {
        return answer("GET", PluginCall.PATH, headers, new byte[0]);
    }

    /** Calls a plugin. */
    @POST
    @Path(PluginCall.PATH + "/{name}")
    public Uni<Response> plugin(@PathParam("name") String name, @Context HttpHeaders headers, byte[] body) {
        return answer("POST", PluginCall.path(name), headers, body);
    }

    private Uni<Response> answer(String method, String path, HttpHeaders headers, byte[] body) {
        Map<String, String> first = new HashMap<>();
        headers.getRequestHeaders().forEach((name, values) -> first.put(name, values.get(0)));
        return function.handle(new FunctionRequest(method, path, first, body)).map(response -> {
            Response.ResponseBuilder builder = Response.status(response.status());
            response.headers().forEach(builder::header);
            return builder.entity(response.body()).build();
        });
    }
}
