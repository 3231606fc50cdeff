package io.farspan.function.server;

import java.util.HashMap;
import java.util.Map;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;

import io.farspan.core.http.FunctionRequest;
import io.farspan.core.http.ManagementFunction;
import io.farspan.protocol.function.FunctionCall;

/** {@code POST /v1/call}. */
@Path(FunctionCall.PATH)
public class CallResource {

    private final ManagementFunction function;

    CallResource(ManagementFunction function) {
        this.function = function;
    }

    /** Answers one request. */
    @POST
    public Uni<Response> call(@Context HttpHeaders headers, byte[] body) {
        Map<String, String> first = new HashMap<>();
        headers.getRequestHeaders().forEach((name, values) -> first.put(name, values.get(0)));
        return function.handle(new FunctionRequest("POST", FunctionCall.PATH, first, body))
                .map(response -> {
                    Response.ResponseBuilder builder = Response.status(response.status());
                    response.headers().forEach(builder::header);
                    return builder.entity(response.body()).build();
                });
    }
}
