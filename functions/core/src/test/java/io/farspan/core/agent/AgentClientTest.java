package io.farspan.core.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AgentClientTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final byte[] BULK = "[{}]".getBytes();

    private final AgentClient client =
            new AgentClient(new AgentSettings("/jolokia/", Optional.empty(), 1_024, 1 << 20, Duration.ofSeconds(20)));

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void oneConnectionCarriesManyRequests() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering("[1]")) {
            // when
            for (int i = 0; i < 20; i++) {
                assertThat(ask(agent, LONG, false)).isEqualTo("[1]");
            }

            // then
            assertThat(agent.connections()).isEqualTo(1);
        }
    }

    @Test
    void anAnswerToAProbeIsSmall() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering("[\"" + "x".repeat(200 << 10) + "\"]")) {
            assertThat(ask(agent, LONG, false)).hasSizeGreaterThan(200 << 10);
            Problem problem = problem(client.post(agent.address(), BULK, LONG, false, Lane.PROBE));
            assertThat(problem.code()).isEqualTo(ProblemCode.INSTANCE_ANSWER_TOO_LARGE);
        }
    }

    @Test
    void aChangeTakesAConnectionOfItsOwn() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering("[1]")) {
            // when
            ask(agent, LONG, false);
            ask(agent, LONG, true);
            ask(agent, LONG, true);

            // then
            assertThat(agent.connections()).isEqualTo(3);
        }
    }

    @Test
    void aConnectionThatTheAgentClosedIsReplacedUnnoticed() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering("[1]")) {
            for (int i = 0; i < 20; i++) {
                // when
                assertThat(ask(agent, LONG, false)).isEqualTo("[1]");
                agent.dropConnections();
            }
        }
    }

    @Test
    void aRequestThatWasSentInVainIsSentAgainOnlyIfItReads() throws IOException {
        // given an agent that answers the first request of a connection and hangs up on the second
        try (ScriptedAgent agent = new ScriptedAgent((body, out, number) -> {
            if (number == 1 || number == 3) {
                out.write(ScriptedAgent.response("[1]"));
                return true;
            }
            return false;
        })) {
            // when
            ask(agent, LONG, false);
            String second = ask(agent, LONG, false);

            // then
            assertThat(second).isEqualTo("[1]");
            assertThat(agent.connections()).isEqualTo(2);
            assertThat(problem(agent, LONG, true).code()).isEqualTo(ProblemCode.INSTANCE_UNREACHABLE);
            assertThat(agent.bodies()).hasSize(4);
        }
    }

    @Test
    void aChunkedAnswerIsPutTogether() throws IOException {
        try (ScriptedAgent agent = new ScriptedAgent((body, out, number) -> {
            for (String piece : List.of(
                    "HTTP/1.1 200 OK\r\nTransfer-",
                    "Encoding: chunked\r\n\r\n3\r",
                    "\n[1,\r\n2;x=y\r\n2]\r\n0",
                    "\r\nTrailer: x\r\n\r\n")) {
                out.write(piece.getBytes());
                out.flush();
            }
            return true;
        })) {
            assertThat(ask(agent, LONG, false)).isEqualTo("[1,2]");
            assertThat(ask(agent, LONG, false)).isEqualTo("[1,2]");
            assertThat(agent.connections()).isEqualTo(1);
        }
    }

    @Test
    void anAnswerWithoutLengthEndsWithItsConnection() throws IOException {
        try (ScriptedAgent agent = new ScriptedAgent((body, out, number) -> {
            out.write("HTTP/1.0 200 OK\r\n\r\n[1,2,3]".getBytes());
            return false;
        })) {
            assertThat(ask(agent, LONG, false)).isEqualTo("[1,2,3]");
        }
    }

    @Test
    void nobodyListening() throws IOException {
        // given
        InetSocketAddress nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = new InetSocketAddress(closed.getInetAddress(), closed.getLocalPort());
        }

        // when
        Problem problem = problem(client.post(nobody, BULK, LONG, false, Lane.CALL));

        // then
        assertThat(problem.code()).isEqualTo(ProblemCode.INSTANCE_UNREACHABLE);
        assertThat(problem.stage()).contains(Stage.TCP);
    }

    @Test
    void aHangingAgentCostsItsDeadlineOnly() throws IOException {
        try (ScriptedAgent hanging = ScriptedAgent.hanging();
                ScriptedAgent sound = ScriptedAgent.answering("[1]")) {
            // given more hanging exchanges than a thread pool would have threads
            List<Uni<byte[]>> hung = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                hung.add(client.post(hanging.address(), BULK, Duration.ofSeconds(3), false, Lane.CALL));
            }
            var all = Uni.join().all(hung).andCollectFailures().subscribeAsCompletionStage();

            // when
            String answer = ask(sound, LONG, false);

            // then
            assertThat(answer).isEqualTo("[1]");
            assertThat(all).isNotDone();
            Problem problem = problem(hanging, SHORT, false);
            assertThat(problem.code()).isEqualTo(ProblemCode.INSTANCE_TIMEOUT);
            assertThat(problem.stage()).contains(Stage.HTTP);
        }
    }

    @Test
    void aClientThatIsClosedLeavesNobodyWaiting() throws IOException {
        try (ScriptedAgent hanging = ScriptedAgent.hanging()) {
            // given
            var asked = client.post(hanging.address(), BULK, LONG.multipliedBy(10), false, Lane.CALL)
                    .subscribeAsCompletionStage();

            // when
            client.close();

            // then
            assertThat(asked).failsWithin(LONG).withThrowableThat().withMessageContaining("stopped");
            assertThat(problem(hanging, LONG, false).code()).isEqualTo(ProblemCode.INSTANCE_UNREACHABLE);
        }
    }

    @Test
    void whatWaitsForAPlaceStillKeepsItsDeadlineAndSaysNothingOfTheAgent() throws IOException {
        try (ScriptedAgent hanging = ScriptedAgent.hanging();
                AgentClient narrow = new AgentClient(
                        new AgentSettings("/jolokia/", Optional.empty(), 1, 1 << 20, Duration.ofSeconds(20)))) {
            // given
            CompletableFuture<byte[]> first =
                    narrow.post(hanging.address(), BULK, LONG, false, Lane.CALL).subscribeAsCompletionStage();

            // when
            List<Uni<AgentFailure>> asked = IntStream.range(0, 4)
                    .mapToObj(i -> narrow.post(hanging.address(), BULK, SHORT, false, Lane.CALL)
                            .map(answer -> (AgentFailure) null)
                            .onFailure(AgentFailure.class)
                            .recoverWithItem(failure -> (AgentFailure) failure))
                    .toList();

            // then
            assertThat(Uni.join().all(asked).andFailFast().await().atMost(LONG))
                    .hasSize(4)
                    .allSatisfy(failure -> {
                        assertThat(failure.problem().code()).isEqualTo(ProblemCode.INSTANCE_TIMEOUT);
                        assertThat(failure.asked()).isFalse();
                        assertThat(failure.silent()).isFalse();
                        assertThat(failure).hasMessageContaining("was not asked");
                    });
            assertThat(first).isNotDone();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.6\r\n",
                "\u0000\u0001\u0002\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[tr"
            })
    void garbageIsCalledGarbage(String garbage) throws IOException {
        try (ScriptedAgent agent = new ScriptedAgent((body, out, number) -> {
            out.write(garbage.getBytes());
            return false;
        })) {
            assertThat(problem(agent, LONG, false).code()).isEqualTo(ProblemCode.INSTANCE_ANSWER_INVALID);
        }
    }

    @Test
    void aRefusalIsCalledARefusal() throws IOException {
        try (ScriptedAgent agent = new ScriptedAgent((body, out, number) -> {
            out.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n".getBytes());
            return true;
        })) {
            assertThat(problem(agent, LONG, false).code()).isEqualTo(ProblemCode.INSTANCE_REFUSED);
        }
    }

    @Test
    void anAnswerOfTenMegabytesIsRefusedBeforeItIsRead() throws IOException {
        try (ScriptedAgent announced = ScriptedAgent.answering("[\"" + "x".repeat(10 << 20) + "\"]");
                ScriptedAgent endless = new ScriptedAgent((body, out, number) -> {
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes());
                    byte[] piece = new byte[64 << 10];
                    while (true) {
                        out.write(piece);
                    }
                })) {
            assertThat(problem(announced, LONG, false).code()).isEqualTo(ProblemCode.INSTANCE_ANSWER_TOO_LARGE);
            assertThat(problem(endless, LONG, false).code()).isEqualTo(ProblemCode.INSTANCE_ANSWER_TOO_LARGE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<html>", "{\"status\":500,\"error\":\"x\"}", "[1]", "[{},{}]", "[{}", "", "[{}] x", "null"})
    void aBodyThatIsNoBulkAnswerIsRefused(String body) {
        assertThatThrownBy(() -> AgentReply.split(body.getBytes(), 1)).isInstanceOf(AgentFailure.class);
    }

    @Test
    void whatCouldNotBeReadLaterIsRefusedAtOnce() {
        for (byte[] body : List.of(
                "[{}]".getBytes(StandardCharsets.UTF_16LE),
                "[{\"password\":1e99999999999}]".getBytes(),
                "[{\"a\":[0.1E-1000]}]".getBytes())) {
            assertThatThrownBy(() -> AgentReply.split(body, 1)).isInstanceOf(AgentFailure.class);
        }
        assertThat(AgentReply.split("[{\"a\":[1e999,2.5E-0300,3]}]".getBytes(), 1))
                .hasSize(1);
    }

    @Test
    void aBulkAnswerIsSplit() {
        assertThat(AgentReply.split("[ {\"a\":[{}]} , {\"b\":\"]\"}]".getBytes(), 2))
                .extracting(Object::toString)
                .containsExactly("{\"a\":[{}]}", "{\"b\":\"]\"}");
    }

    private String ask(ScriptedAgent agent, Duration timeout, boolean once) {
        return new String(client.post(agent.address(), BULK, timeout, once, Lane.CALL)
                .await()
                .atMost(LONG.plusSeconds(5)));
    }

    private Problem problem(ScriptedAgent agent, Duration timeout, boolean once) {
        return problem(client.post(agent.address(), BULK, timeout, once, Lane.CALL));
    }

    private static Problem problem(Uni<byte[]> asked) {
        try {
            throw new AssertionError("answered " + new String(asked.await().atMost(LONG.plusSeconds(5))));
        } catch (AgentFailure failure) {
            return failure.problem();
        }
    }
}
