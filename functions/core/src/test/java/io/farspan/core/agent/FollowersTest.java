package io.farspan.core.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.core.sharing.CommonBody;

import static org.assertj.core.api.Assertions.assertThat;

class FollowersTest {

    private static final int LENGTH = 100_000;
    private static final String SOME = "x".repeat(FlowControl.ALWAYS_ADMITTED);
    private static final String WHOLE =
            "[{\"value\":\"" + "x".repeat(LENGTH) + "\",\"status\":200,\"timestamp\":1700000000}]";

    private final Followers followers = new Followers();
    private final CommonBody common = new CommonBody();

    @Test
    void theFirstThatHasMuchToSayLeads() {
        // given
        ExchangeStage small = asking().arrives(200, LENGTH, "x");
        ExchangeStage first = asking().arrives(200, LENGTH, SOME);
        ExchangeStage second = asking().arrives(200, LENGTH, SOME);

        // then
        assertThat(followers.mustWait(small.exchange)).isFalse();
        assertThat(followers.mustWait(first.exchange)).isFalse();
        assertThat(followers.mustWait(second.exchange)).isTrue();
        assertThat(followers.mustWait(small.exchange)).isFalse();
    }

    @Test
    void aRefusalWaitsForNobody() {
        // given
        followers.mustWait(asking().arrives(200, LENGTH, SOME).exchange);

        // when
        ExchangeStage refused = asking().arrives(500, LENGTH, SOME);

        // then
        assertThat(followers.mustWait(refused.exchange)).isFalse();
    }

    @Test
    void whatFollowsIsComparedOnceTheLeadersAnswerIsThere() {
        // given
        followers.mustWait(asking().arrives(200, LENGTH, SOME).exchange);
        ExchangeStage second = asking().arrives(WHOLE);
        assertThat(followers.mustWait(second.exchange)).isTrue();

        // when
        common.came(WHOLE.getBytes());

        // then
        assertThat(followers.mustWait(second.exchange)).isFalse();
        assertThat(second.exchange.compared).isTrue();
        assertThat(second.exchange.response.equal()).isEqualTo(WHOLE.length());
    }

    @Test
    void whatWaitsIsReadOnWhenTheLeadersAnswerIsThere() throws IOException {
        try (Selector selector = Selector.open();
                ServerSocket agent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // given
            followers.mustWait(asking().arrives(200, LENGTH, SOME).exchange);
            ExchangeStage second = asking().arrives(200, LENGTH, SOME);
            Connection connection = Connection.open(
                    selector, new InetSocketAddress(InetAddress.getLoopbackAddress(), agent.getLocalPort()));
            connection.carry(second.exchange);
            followers.pause(connection, second.exchange);
            assertThat(followers.contains(second.exchange)).isTrue();

            // when
            common.came(WHOLE.getBytes());
            followers.resume();

            // then
            assertThat(followers.isEmpty()).isTrue();
            connection.close();
        }
    }

    private ExchangeStage asking() {
        return ExchangeStage.asking(Duration.ofSeconds(10), Optional.of(common));
    }
}
