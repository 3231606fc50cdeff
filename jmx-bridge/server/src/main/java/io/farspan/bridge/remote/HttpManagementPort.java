package io.farspan.bridge.remote;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Home's HTTP API as a management port, with one person's credentials: home decides what they may do. */
public final class HttpManagementPort implements ManagementPort {

    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final int LARGEST = 256 << 20;

    private final HttpClient http;
    private final URI home;
    private final String authorization;

    /**
     * A port to home.
     *
     * @param home its base address, for example {@code https://router.dc1:8443}
     */
    public HttpManagementPort(HttpClient http, URI home, String user, String password) {
        this.http = http;
        this.home = home;
        this.authorization = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    @Override
    public Uni<UnifiedAnswer> call(ManagementCall call) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("select", call.select());
        body.put("requests", JolokiaRequest.raw(call.requests()));
        body.put("unify", call.unify());
        body.put("deadlineMs", call.deadline().toMillis());
        HttpRequest request = request("/api/v1/applications/" + call.application() + "/calls")
                .timeout(call.deadline().plus(GRACE))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)))
                .build();
        return send(request).map(answer -> read(answer, UnifiedAnswer.class));
    }

    @Override
    public Uni<Set<InstanceId>> instances(String application) {
        HttpRequest request = request("/api/v1/applications/" + application + "/instances")
                .timeout(ManagementCall.USUAL)
                .GET()
                .build();
        return send(request).map(answer -> {
            Set<InstanceId> ids = new TreeSet<>();
            read(answer, JsonNode.class)
                    .path("instances")
                    .forEach(instance ->
                            ids.add(InstanceId.parse(instance.path("id").asText())));
            return ids;
        });
    }

    /** Equal for the same credentials at the same home: what they may do is decided there for each call. */
    @Override
    public boolean equals(Object other) {
        return other instanceof HttpManagementPort it && it.home.equals(home) && it.authorization.equals(authorization);
    }

    @Override
    public int hashCode() {
        return home.hashCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(home.resolve(path))
                .header("Authorization", authorization)
                .header("Accept", "application/json")
                .header("Accept-Encoding", Gzip.CODING);
    }

    private Uni<byte[]> send(HttpRequest request) {
        return Uni.createFrom()
                .completionStage(() -> http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()))
                .onFailure(IOException.class)
                .transform(failure -> new FarspanException(
                        ProblemCode.FUNCTION_UNREACHABLE,
                        "Home at " + home + " cannot be reached from here (" + failure
                                + "). Check the address and the network between this machine and home.",
                        failure))
                .map(response -> {
                    byte[] body = response.headers()
                                    .firstValue("Content-Encoding")
                                    .orElse("")
                                    .equals(Gzip.CODING)
                            ? Gzip.expand(response.body(), LARGEST)
                            : response.body();
                    if (response.statusCode() != 200) {
                        throw refused(response.statusCode(), body);
                    }
                    return body;
                });
    }

    private FarspanException refused(int status, byte[] body) {
        try {
            Problem problem = Json.wire().readValue(body, Problem.class);
            return new FarspanException(problem.code(), problem.detail());
        } catch (IOException e) {
            return new FarspanException(
                    status == 401 ? ProblemCode.UNAUTHENTICATED : ProblemCode.FUNCTION_ANSWER_INVALID,
                    "Home at " + home + " answered HTTP " + status + " without a reason. Look into its log.",
                    e);
        }
    }

    private <T> T read(byte[] body, Class<T> type) {
        try {
            return Json.wire().readValue(body, type);
        } catch (IOException e) {
            throw new FarspanException(
                    ProblemCode.FUNCTION_ANSWER_INVALID,
                    "Home's answer cannot be read: " + Json.explain(e) + ". Is " + home + " a Farspan router?",
                    e);
        }
    }
}
