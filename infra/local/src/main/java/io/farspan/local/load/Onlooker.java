package io.farspan.local.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An observer that asks twice a second what Farspan says about an application, and remembers what changed. */
public final class Onlooker implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long EVERY_MILLIS = 500;
    private static final List<String> RECORDS =
            List.of("home", "standby", "epoch", "functions", "traffic", "instances");
    private static final Set<String> DECISIONS = Set.of("verdict", "failover", "home", "map");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService eyes = Executors.newSingleThreadScheduledExecutor();
    private final String base;
    private final String authorization;
    private final Instant since = Instant.now();
    private JsonNode records;
    private final Set<String> verdicts = new TreeSet<>();
    private final List<String> moves = new ArrayList<>();
    private int looks;
    private int unanswered;

    private Onlooker(URI router, String authorization, String application) throws IOException, InterruptedException {
        this.base = router.resolve("/api/v1/applications/" + application).toString();
        this.authorization = authorization;
        this.records = records();
    }

    /**
     * Begins to watch.
     *
     * @throws IOException when the router does not answer to begin with
     */
    public static Onlooker start(URI router, String authorization, String application)
            throws IOException, InterruptedException {
        Onlooker onlooker = new Onlooker(router, authorization, application);
        onlooker.eyes.scheduleWithFixedDelay(onlooker::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return onlooker;
    }

    private void look() {
        try {
            note(get("/diagnosis").path("verdicts"), records());
        } catch (IOException e) {
            unanswered();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the test is over
        }
    }

    private synchronized void note(JsonNode given, JsonNode now) {
        looks++;
        given.forEach(verdict -> {
            if (!verdict.path("kind").asText().equals("HEALTHY")) {
                verdicts.add(verdict.path("kind").asText() + " "
                        + verdict.path("component").asText());
            }
        });
        if (!now.equals(records)) {
            moves.add(now.toString());
            records = now;
        }
    }

    private synchronized void unanswered() {
        unanswered++;
    }

    /** How often it got an answer. */
    public synchronized int looks() {
        return looks;
    }

    /** How often it got no answer. */
    public synchronized int unansweredLooks() {
        return unanswered;
    }

    /** Each verdict other than {@code HEALTHY}, as {@code KIND component}. */
    public synchronized Set<String> verdicts() {
        return new TreeSet<>(verdicts);
    }

    /** The records of the map, each time they differed from the time before. */
    public synchronized List<String> moves() {
        return new ArrayList<>(moves);
    }

    /** Verdicts, moves and changes of the map in the ledger since the beginning, or why it cannot be read. */
    public List<String> decisions() throws InterruptedException {
        List<String> decisions = new ArrayList<>();
        try {
            for (JsonNode recorded : get("/ledger?limit=1000&since=" + since).path("entries")) {
                JsonNode entry = recorded.path("entry");
                if (DECISIONS.contains(entry.path("kind").asText())) {
                    decisions.add(entry.path("kind").asText() + ": "
                            + entry.path("what").asText() + " ("
                            + entry.path("why").asText() + ")");
                }
            }
        } catch (IOException e) {
            decisions.add("the ledger was not given: " + e);
        }
        return decisions;
    }

    private JsonNode records() throws IOException, InterruptedException {
        JsonNode map = get("/map");
        ObjectNode selected = JSON.createObjectNode();
        RECORDS.forEach(name -> selected.set(name, map.path(name)));
        return selected;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(PATIENCE)
                        .header("Authorization", authorization)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(path + " answers HTTP " + response.statusCode());
        }
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        eyes.shutdownNow();
    }
}
