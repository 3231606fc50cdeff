package io.farspan.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.farspan.local.stack.LocalStack;

import static org.assertj.core.api.Assertions.assertThat;

/** Orders at instances of the shop, over amounts that nobody else orders, by which their log records are known. */
final class Orders {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern LISTENING = Pattern.compile("LISTENING ([0-9]+)");

    private final HttpClient client = HttpClient.newHttpClient();
    private final LocalStack stack;
    private final String prefix = "7" + Instant.now().getEpochSecond();
    private final List<String> events = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();

    Orders(LocalStack stack) {
        this.stack = stack;
    }

    /** Places an order and waits until it is accepted. */
    void place(String instance) throws IOException, InterruptedException {
        String amount = prefix + (1_000 + events.size());
        String port = stack.child("instance:" + instance).await(LISTENING, LIMIT);
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/orders"))
                        .POST(HttpRequest.BodyPublishers.ofString(amount))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(201);
        events.add(instance + " order " + response.body() + " over " + amount + " accepted");
        requests.add(instance + " POST /orders " + amount + " 201");
    }

    /** What every record of these orders has in it, and no other. */
    String text() {
        return prefix;
    }

    /** The instance and the message of each event, in the order of the orders. */
    List<String> events() {
        return List.copyOf(events);
    }

    /** The instance and the line, without its time, of each request in the instances' log files. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** How many records the orders have left. */
    int records() {
        return events.size() + requests.size();
    }
}
