package io.farspan.router.telemetry;

import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.router.fixture.CollectingRouter;
import io.farspan.router.fixture.RouterDatabase;
import io.farspan.router.fixture.RouterFixture;
import io.farspan.telemetry.store.LogRow;
import io.farspan.telemetry.store.RecordBatch;
import io.farspan.telemetry.store.StreamKey;
import io.farspan.telemetry.store.TelemetryStore;

import static io.farspan.router.fixture.RouterRequests.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Loki's tail over a WebSocket, as Grafana and logcli open it. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
@WithTestResource(value = RouterDatabase.class, scope = TestResourceScope.MATCHING_RESOURCES)
@TestProfile(CollectingRouter.class)
@Timeout(60)
class TailApiTest {

    private static final String TAIL = "/loki/api/v1/tail";

    private final String instance = "t-" + UUID.randomUUID().toString().substring(0, 8);
    private final String selector = "{application=\"secure\", instance=\"" + instance + "\"}";
    private final StreamKey stream =
            new StreamKey("secure", InstanceId.parse("az1/" + instance), new StreamName("jul"), UUID.randomUUID());
    private long next;

    @TestHTTPResource("/")
    URL router;

    @Inject
    TelemetryStore store;

    /** What is received. */
    private static final class Received implements WebSocket.Listener {
        private final List<String> messages = new CopyOnWriteArrayList<>();
        private final AtomicInteger pings = new AtomicInteger();
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                messages.add(message.toString());
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket socket, ByteBuffer data) {
            pings.incrementAndGet();
            socket.request(1);
            return null;
        }

        private String all() {
            return String.join("\n", messages);
        }
    }

    @Test
    void theLastLinesAndThoseThatArriveComeOnceEach() {
        // given
        append("before one");
        append("before two");
        append("unwanted");
        Received received = new Received();

        // when
        WebSocket socket = tail("viewer", selector + " |~ \"[a-z]+ (one|two)$\"", received);
        await().until(() -> received.all().contains("before two") && received.pings.get() > 0);
        append("after one");
        append("unwanted");
        append("after two");

        // then
        await().until(() -> received.all().contains("after two"));
        assertThat(received.all().split("(before|after) (one|two)", -1))
                .as(received.all())
                .hasSize(5);
        assertThat(received.all())
                .doesNotContain("unwanted")
                .doesNotContain("hunter2")
                .contains("\"instance\":\"" + instance + "\"")
                .contains("\"password\":\"***\"");
        socket.abort();
    }

    @Test
    void aPersonHasFewSeatsAndTheyAreFreeWhenTheSocketsAreClosed() {
        // given
        List<WebSocket> open = new ArrayList<>();
        for (int seat = 0; seat < 4; seat++) {
            open.add(tail("operator", selector, new Received()));
        }

        // then
        assertRefused("operator", selector, 429);

        // when
        open.get(0).sendClose(WebSocket.NORMAL_CLOSURE, "");
        open.get(1).abort();

        // then
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
            open.add(tail("operator", selector, new Received()));
            open.add(tail("operator", selector, new Received()));
        });
        open.forEach(WebSocket::abort);
    }

    @Test
    void whoMayNotOrMakesAMistakeIsRefused() {
        assertRefused("agent", selector, 403);
        assertRefused("nobody", selector, 401);
        assertRefused("viewer", selector + " | json", 400);
        assertRefused("viewer", "rate(" + selector + "[1m])", 400);
        assertRefused("viewer", "{application=\"other\"}", 400);
        assertRefused("viewer", selector + " | password=\"x\"", 403);
        as("viewer").queryParam("query", selector).get(TAIL).then().statusCode(400);
    }

    private void assertRefused(String user, String query, int status) {
        assertThatThrownBy(() -> tail(user, query, new Received()))
                .as(query)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).as(query).isEqualTo(status));
    }

    private WebSocket tail(String user, String query, Received received) {
        String credentials = Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Basic " + credentials)
                .header("X-Loki-Response-Encoding-Flags", "categorize-labels")
                .connectTimeout(Duration.ofSeconds(20))
                .buildAsync(
                        URI.create(router.toString().replaceFirst("http", "ws") + TAIL.substring(1) + "?query="
                                + URLEncoder.encode(query, StandardCharsets.UTF_8)),
                        received)
                .join();
    }

    private void append(String message) {
        long now = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
        StreamRecord record = new StreamRecord(
                now,
                9,
                Optional.empty(),
                Optional.empty(),
                message,
                Map.of("password", "hunter2"),
                Optional.empty(),
                Optional.empty(),
                new byte[0],
                false,
                Optional.empty());
        store.append(new RecordBatch(
                stream, StreamKind.LOG, next, next + 1, next + 1, List.of(new LogRow(next, now, record))));
        next++;
    }
}
