package io.farspan.core.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.farspan.core.agent.ScriptedAgent;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceEntry.State;
import io.farspan.provider.map.ServiceEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/** What a probe says of the endpoints that users reach, beside the agents. */
class ServiceProbeTest extends FunctionStage {

    private static final String PROBE = "{\"application\":\"shop\",\"timeoutMs\":400}";

    @Test
    void theServiceIsTriedBesideTheAgent() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER);
                ScriptedAgent hanging = ScriptedAgent.hanging();
                ServerSocket accepting = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            // given
            put(at("i-1", agent.address(), "127.0.0.1", accepting.getLocalPort(), Optional.empty()));
            put(at("i-2", hanging.address(), "127.0.0.1", accepting.getLocalPort(), Optional.empty()));
            put(at("i-3", agent.address(), "127.0.0.1", accepting.getLocalPort(), Optional.of("/health")));
            put(at("i-4", agent.address(), "169.254.169.254", 80, Optional.of("/latest")));
            register("i-5", agent.address());

            // when
            JsonNode seen = json(probe(PROBE)).path("instances");

            // then
            assertThat(seen.findValuesAsText("target"))
                    .contains("aws1/i-1", "127.0.0.1:" + accepting.getLocalPort() + "/health");
            assertThat(ending(seen, 0)).isEqualTo("REACHED REACHED tcp");
            assertThat(ending(seen, 1)).isEqualTo("SILENT REACHED tcp");
            assertThat(ending(seen, 2)).isEqualTo("REACHED SILENT http");
            assertThat(ending(seen, 3)).isEqualTo("REACHED NOT_TRIED tcp");
            assertThat(seen.at("/3/service/detail").asText())
                    .contains("169.254.169.254")
                    .contains("farspan.service.networks");
            assertThat(seen.get(4).has("service")).isFalse();
        }
    }

    @Test
    void anAgentThatAnswersOnlyToRefuseIsReachedAsFarAsJolokia() throws IOException {
        try (ScriptedAgent locked = new ScriptedAgent((body, out, number) -> {
            out.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n".getBytes());
            return true;
        })) {
            // given
            register("i-1", locked.address());

            // when
            JsonNode seen = json(probe(PROBE)).at("/instances/0");

            // then
            assertThat(seen.path("ending").asText()).isEqualTo("REFUSED");
            assertThat(seen.path("stage").asText()).isEqualTo("jolokia");
        }
    }

    private static InstanceEntry at(
            String name, InetSocketAddress agent, String address, int port, Optional<String> path) {
        return new InstanceEntry(id(name), "127.0.0.1", agent.getPort(), State.UP, Map.of())
                .with(new ServiceEndpoint(address, port, path));
    }

    private static String ending(JsonNode seen, int index) {
        return seen.get(index).path("ending").asText() + " "
                + seen.at("/" + index + "/service/ending").asText() + " "
                + seen.at("/" + index + "/service/stage").asText();
    }
}
