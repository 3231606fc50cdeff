package io.farspan.bridge;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.management.JMException;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.protocol.call.UnifiedAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the bridge asks before anybody has connected. */
class WarmUpTest {

    private LocalAgent agent;
    private DirectAgentPort agents;
    private Bridge bridge;
    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();

    private final ManagementPort recording = new ManagementPort() {
        @Override
        public Uni<Set<InstanceId>> instances(String application) {
            return agents.instances(application);
        }

        @Override
        public Uni<UnifiedAnswer> call(ManagementCall call) {
            call.requests().forEach(request -> asked.add(request.tree()));
            return agents.call(call);
        }
    };

    @BeforeEach
    void start() throws IOException, JMException {
        SampleMBeans.register();
        agent = LocalAgent.start();
        agents = new DirectAgentPort().with("aws1/i-1", agent.url()).with("dc1/i-2", agent.url());
        bridge = Bridge.start(agents, Bridge.settings(Duration.ofMinutes(1)));
    }

    @AfterEach
    void stop() throws IOException {
        bridge.close();
        agent.close();
    }

    @Test
    void itListsEverythingAndReadsNothingButThePlatforms() throws IOException {
        // when
        bridge.server().warmUp("shop", recording);

        // then
        assertThat(asked).anyMatch(request -> request.path("type").asText().equals("list") && !request.has("path"));
        assertThat(asked)
                .filteredOn(request -> request.path("type").asText().equals("read"))
                .isNotEmpty()
                .allMatch(request -> request.path("mbean").asText().startsWith("java.lang:"));
        assertThat(asked).extracting(request -> request.path("type").asText()).containsOnly("list", "search", "read");
        assertThat(bridge.server().connections()).isZero();
    }

    @Test
    void anApplicationThatIsOutOfReachIsAnException() {
        // given
        agents.down(true);

        // then
        assertThatThrownBy(() -> bridge.server().warmUp("shop", recording))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("INSTANCE_UNREACHABLE");
    }
}
