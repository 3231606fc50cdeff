package io.farspan.core.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.farspan.core.message.HttpFault;
import io.farspan.core.message.HttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Agents that send without end cost others nothing. */
class HostileAnswersTest {

    private static final byte[] BULK = "[{}]".getBytes();
    private static final Duration LONG = Duration.ofSeconds(10);

    private final AgentClient client =
            new AgentClient(new AgentSettings("/jolokia/", Optional.empty(), 1_024, 1 << 20, Duration.ofSeconds(20)));

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void anAgentThatSendsWithoutEndHoldsUpNoOther() throws IOException {
        // given chunks of one byte with long extensions
        byte[] flood = ("1;" + "x".repeat(8_000) + "\r\nA\r\n").repeat(50).getBytes();
        try (ScriptedAgent flooding = new ScriptedAgent((body, out, number) -> {
                    out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes());
                    while (true) {
                        out.write(flood);
                    }
                });
                ScriptedAgent sound = ScriptedAgent.answering("[1]")) {
            List<CompletableFuture<byte[]>> floods = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                floods.add(client.post(flooding.address(), BULK, Duration.ofSeconds(3), false, Lane.CALL)
                        .subscribeAsCompletionStage());
            }

            // when
            for (int i = 0; i < 20; i++) {
                assertThat(client.post(sound.address(), BULK, Duration.ofSeconds(2), false, Lane.CALL)
                                .await()
                                .atMost(LONG))
                        .isEqualTo("[1]".getBytes());
            }

            // then it ends at its deadline
            for (CompletableFuture<byte[]> each : floods) {
                assertThat(each).failsWithin(LONG);
            }
        }
    }

    @Test
    void interimHeadsAndTrailersHaveAMost() {
        String interim = "HTTP/1.1 100 Continue\r\n\r\n";
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";

        assertThat(taken(interim.repeat(3) + "HTTP/1.1 204 x\r\n\r\n").complete())
                .isTrue();
        assertThat(taken(chunked + "x: y\r\n".repeat(3) + "\r\n").complete()).isTrue();
        assertThatThrownBy(() -> taken(interim.repeat(100))).isInstanceOf(HttpFault.class);
        assertThatThrownBy(() -> taken(chunked + "x: y\r\n".repeat(200))).isInstanceOf(HttpFault.class);
        assertThatThrownBy(() -> taken("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nAB\r\n"))
                .isInstanceOf(HttpFault.class);
    }

    private static HttpResponse taken(String text) {
        HttpResponse response = new HttpResponse(1_000);
        response.take(ByteBuffer.wrap(text.getBytes()));
        return response;
    }

    @Test
    void anAbandonedConnectionThatSendsWithoutEndIsClosed() throws IOException, InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch abandoned = new CountDownLatch(1);
        CountDownLatch through = new CountDownLatch(1);
        try (ScriptedAgent flooding = new ScriptedAgent((body, out, number) -> {
            abandoned.await();
            try {
                out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes());
                while (true) {
                    out.write(new byte[64 << 10]);
                }
            } catch (IOException e) {
                closed.countDown();
                throw e;
            }
        })) {
            // given
            assertThatThrownBy(() -> client.ask(new AgentRequest(
                                    flooding.address(),
                                    BULK,
                                    "",
                                    Duration.ofMillis(200),
                                    false,
                                    Lane.CALL,
                                    true,
                                    1 << 20,
                                    through::countDown))
                            .await()
                            .atMost(LONG))
                    .isInstanceOf(AgentFailure.class);

            // when
            abandoned.countDown();

            // then
            assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(through.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }
}
