package io.farspan.router.jolokia;

import java.io.IOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.farspan.federation.Federation;
import io.farspan.federation.LazyResponse;
import io.farspan.home.caller.Caller;
import io.farspan.home.caller.Roles;
import io.farspan.home.gate.Gate;
import io.farspan.home.http.BrowserCheck;
import io.farspan.home.http.JsonAnswer;
import io.farspan.home.http.JsonBody;
import io.farspan.home.http.UnsentAnswers;
import io.farspan.home.work.ByteBudget;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The Jolokia endpoints: {@code /jolokia/{application}} for the application as one agent, and
 * {@code /jolokia/{application}/{location}/{instance}} for one instance's agent.
 */
@Path("/jolokia")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "jolokia", description = "For tools that speak the Jolokia protocol, version 8")
public class JolokiaResource {

    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private final Gate gate;
    private final BrowserCheck browsers;
    private final Federation federation;
    private final UnsentAnswers unsent;

    JolokiaResource(Gate gate, BrowserCheck browsers, UnsentAnswers unsent) {
        this.unsent = unsent;
        this.gate = gate;
        this.browsers = browsers;
        this.federation = new Federation();
    }

    /** Answers a GET request, whose type and names are in the path. */
    @GET
    @Path("{address: .*}")
    @Operation(summary = "A Jolokia GET request", description = "For one instance or for the application.")
    public Uni<RestResponse<Object>> get(@Context RoutingContext context, @Context SecurityContext caller) {
        HttpServerRequest http = context.request();
        Address address = Address.parse(http.path());
        Map<String, String> parameters = parameters(http);
        String path = address.rest().isEmpty()
                ? Optional.ofNullable(parameters.remove("p")).orElse("")
                : address.rest();
        ObjectNode request = GetRequest.parse(path);
        GetRequest.configure(request, parameters);
        RawJson raw = RawJson.of(request);
        if (JolokiaRequest.of(raw).changesState()) {
            browsers.checkChange(http);
        }
        ByteBudget.Share share = unsent.open(Caller.of(caller).name(), context);
        return ask(address, caller, List.of(raw)).chain(responses -> written(context, share, responses, false));
    }

    /** Answers a POST request: one request object or a list of them. */
    @POST
    @Path("{address: .*}")
    @Consumes({MediaType.APPLICATION_JSON, "text/json"})
    @Operation(
            summary = "A Jolokia POST request, single or bulk",
            description =
                    "An error in one request of a bulk is that request's answer; the others are answered as usual.")
    public Uni<RestResponse<Object>> post(
            @Context RoutingContext context, @Context SecurityContext caller, byte[] body) {
        HttpServerRequest http = context.request();
        Address address = Address.parse(http.path());
        Map<String, String> parameters = parameters(http);
        ByteBudget.Share share = unsent.open(Caller.of(caller).name(), context);
        return JsonBody.read(body, () -> read(body)).chain(read -> answer(address, caller, read, parameters)
                .chain(responses -> written(context, share, responses, read.isArray())));
    }

    private static Uni<RestResponse<Object>> written(
            RoutingContext context, ByteBudget.Share share, List<RawJson> responses, boolean list) {
        long bytes = responses.stream().mapToLong(RawJson::length).sum();
        if (!share.take(bytes)) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The answer has " + bytes + " bytes. The request was carried out, but "
                            + UnsentAnswers.noRoom(share) + ".");
        }
        return JsonAnswer.of(
                context,
                bytes,
                share,
                () -> list ? Json.write(responses) : responses.get(0).toBytes());
    }

    private Uni<List<RawJson>> answer(
            Address address, SecurityContext caller, JsonNode read, Map<String, String> parameters) {
        List<RawJson> requests = new ArrayList<>();
        if (read.isArray()) {
            read.forEach(request -> requests.add(configured(request, parameters)));
        } else {
            requests.add(configured(read, parameters));
        }
        if (requests.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return ask(address, caller, requests);
    }

    private Uni<List<RawJson>> ask(Address address, SecurityContext caller, List<RawJson> requests) {
        ManagementPort port = gate.port(Caller.of(caller));
        return address.instance()
                .map(id -> Federation.one(port, address.application(), InstanceSelector.of(id), requests, DEADLINE)
                        .map(Federation.Answered::responses))
                .orElseGet(() -> federation.answer(port, address.application(), requests, DEADLINE))
                .map(responses -> responses.stream().map(LazyResponse::raw).toList());
    }

    private static RawJson configured(JsonNode request, Map<String, String> parameters) {
        if (request instanceof ObjectNode object) {
            GetRequest.configure(object, parameters);
        }
        return RawJson.of(request);
    }

    private static Map<String, String> parameters(HttpServerRequest http) {
        Map<String, String> parameters = new LinkedHashMap<>();
        http.params().forEach(parameters::putIfAbsent);
        if (parameters.containsKey("callback")) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST,
                    "JSONP (parameter 'callback') is not supported, because it lets any web page read the answer.");
        }
        parameters.remove("mimeType");
        return parameters;
    }

    private static JsonNode read(byte[] body) {
        int requests = JsonBody.check(body);
        if (requests > ManagementCall.MOST_REQUESTS) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST,
                    "The body holds " + requests + " requests; the limit is " + ManagementCall.MOST_REQUESTS
                            + ". Send them in several bodies.");
        }
        try {
            JsonNode read = Json.strict().readTree(body);
            if (read.isObject() || read.isArray()) {
                return read;
            }
        } catch (IOException e) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST, "The body cannot be read: " + Json.explain(e) + ".", e);
        }
        throw new FarspanException(
                ProblemCode.MALFORMED_REQUEST, "The body must be a Jolokia request object or a list of them.");
    }

    /**
     * The target of a request.
     *
     * @param application the application
     * @param instance the instance; empty for the application as a whole
     * @param rest the rest of the path, decoded
     */
    record Address(String application, Optional<InstanceId> instance, String rest) {

        private static final String BASE = "/jolokia/";

        static Address parse(String path) {
            String decoded = decoded(path);
            String[] parts =
                    decoded.startsWith(BASE) ? decoded.substring(BASE.length()).split("/", 4) : new String[] {""};
            checkApplication(parts[0]);
            if (parts.length < 2 || parts[1].isEmpty() || GetRequest.TYPES.contains(parts[1])) {
                int at = decoded.indexOf('/', BASE.length());
                return new Address(parts[0], Optional.empty(), at < 0 ? "" : decoded.substring(at + 1));
            }
            if (parts.length == 2) {
                throw new FarspanException(
                        ProblemCode.NOT_FOUND,
                        "'" + parts[1] + "' is not a Jolokia request type; an instance's endpoint is /jolokia/"
                                + parts[0] + "/{location}/{instance}.");
            }
            try {
                return new Address(
                        parts[0], Optional.of(new InstanceId(parts[1], parts[2])), parts.length == 4 ? parts[3] : "");
            } catch (IllegalArgumentException e) {
                throw new FarspanException(ProblemCode.NOT_FOUND, e.getMessage() + ".", e);
            }
        }

        private static String decoded(String path) {
            try {
                return URLDecoder.decode(path.replace("+", "%2B"), UTF_8);
            } catch (IllegalArgumentException e) {
                throw new FarspanException(
                        ProblemCode.MALFORMED_REQUEST,
                        "The path is not percent-encoded: a % must be followed by two hexadecimal digits.",
                        e);
            }
        }

        private static void checkApplication(String name) {
            try {
                Names.requireLabel("application", name);
            } catch (IllegalArgumentException e) {
                throw new FarspanException(
                        ProblemCode.NOT_FOUND,
                        "The Jolokia endpoint is /jolokia/{application}, and '" + Names.shorten(name)
                                + "' is not an application's name.",
                        e);
            }
        }
    }
}
