package io.farspan.bridge;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import org.awaitility.Awaitility;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/** A port that asks Jolokia agents directly, in place of router and functions. Counts its calls. */
public final class DirectAgentPort implements ManagementPort {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<InstanceId, URI> agents = new TreeMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger underway = new AtomicInteger();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile InstanceId primary;
    private volatile boolean down;

    /** Adds an instance. */
    public DirectAgentPort with(String id, String url) {
        InstanceId instance = InstanceId.parse(id);
        agents.put(instance, URI.create(url));
        primary = primary == null ? instance : primary;
        return this;
    }

    /** Removes an instance. */
    public void remove(String id) {
        agents.remove(InstanceId.parse(id));
    }

    /** Makes another instance primary. */
    public void primary(String id) {
        primary = InstanceId.parse(id);
    }

    /** Lets every instance be out of reach, when what was asked before has been answered, or in reach again. */
    public void down(boolean isDown) {
        down = isDown;
        if (isDown) {
            Awaitility.await().until(() -> underway.get() == 0);
        }
    }

    /** The calls made since the last {@link #forgetAsked}, each with its requests as text. */
    public List<String> asked() {
        return asked;
    }

    /** Forgets which calls were made. */
    public void forgetAsked() {
        asked.clear();
    }

    /** How many calls were made. */
    public int calls() {
        return calls.get();
    }

    /** How many instances could not be asked. */
    public int failures() {
        return failures.get();
    }

    @Override
    public Uni<Set<InstanceId>> instances(String application) {
        return Uni.createFrom().item(new TreeSet<>(agents.keySet()));
    }

    @Override
    public Uni<UnifiedAnswer> call(ManagementCall call) {
        calls.incrementAndGet();
        asked.add(JolokiaRequest.raw(call.requests()).toString());
        Set<InstanceId> targets = new TreeSet<>(agents.keySet());
        if (call.select().primary()) {
            targets.retainAll(Set.of(primary));
        } else {
            targets.removeIf(id -> !call.select().matches(id, Map.of()));
        }
        targets.addAll(call.select().instances());
        List<Uni<Outcome>> asked = targets.stream().map(id -> ask(id, call)).toList();
        return Uni.join()
                .all(asked)
                .andFailFast()
                .map(outcomes -> new UnifiedAnswer(
                        call.application(),
                        1,
                        Instant.now(),
                        false,
                        false,
                        1,
                        1,
                        outcomes,
                        Map.of(),
                        Map.of(),
                        Optional.empty()));
    }

    private Uni<Outcome> ask(InstanceId id, ManagementCall call) {
        return Uni.createFrom().deferred(() -> {
            underway.incrementAndGet();
            URI agent = agents.get(id);
            Uni<Outcome> outcome =
                    agent == null || down ? Uni.createFrom().item(() -> failed(id)) : ask(agent, id, call);
            return outcome.onTermination().invoke(underway::decrementAndGet);
        });
    }

    private Uni<Outcome> ask(URI agent, InstanceId id, ManagementCall call) {
        HttpRequest request = HttpRequest.newBuilder(agent)
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(JolokiaRequest.raw(call.requests()))))
                .build();
        return Uni.createFrom()
                .completionStage(() -> http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()))
                .map(response -> Outcome.answered(id, 1, split(response.body())))
                .onFailure(IOException.class)
                .recoverWithItem(() -> failed(id));
    }

    private Outcome failed(InstanceId id) {
        failures.incrementAndGet();
        return Outcome.failed(id, 0, Problem.of(ProblemCode.INSTANCE_UNREACHABLE, "No connection to " + id + "."));
    }

    private static List<RawJson> split(byte[] body) {
        try {
            List<RawJson> responses = new ArrayList<>();
            JsonNode read = Json.wire().readTree(body);
            if (!read.isArray()) {
                throw new IllegalStateException("Not a bulk answer: " + read);
            }
            read.forEach(response -> responses.add(RawJson.of(response)));
            return responses;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
