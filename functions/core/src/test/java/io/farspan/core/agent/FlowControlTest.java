package io.farspan.core.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class FlowControlTest {

    private static final int CAPACITY = 200_000;
    private static final int LARGE = 100_000;

    private final AtomicInteger wakeups = new AtomicInteger();
    private final Admission admission = new Admission(CAPACITY);
    private final FlowControl flow = new FlowControl(admission, wakeups::incrementAndGet);
    private final ExchangeStage first = ExchangeStage.asking();
    private final ExchangeStage second = ExchangeStage.asking();
    private Selector selector;
    private ServerSocket agent;
    private Connection connection;

    @BeforeEach
    void open() throws IOException {
        selector = Selector.open();
        agent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        connection = Connection.open(
                selector, new InetSocketAddress(InetAddress.getLoopbackAddress(), agent.getLocalPort()));
        connection.carry(second.exchange);
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        agent.close();
        selector.close();
    }

    @Test
    void aSmallAnswerNeedsNoRoom() {
        // given
        admission.hold(10 * CAPACITY);

        // when
        second.arrives(200, LARGE, "x".repeat(FlowControl.ALWAYS_ADMITTED - 1));

        // then
        assertThat(flow.admit(second.exchange)).isTrue();
        assertThat(second.exchange.admitted).isZero();
    }

    @Test
    void anAnswerIsReadOnWhenAnotherGivesUpItsRoom() {
        // given
        fill();
        flow.pause(connection, second.exchange);
        assertThat(flow.resumeNext()).isNull();

        // when
        admission.giveUp(flow.leave(first.exchange));

        // then
        assertThat(flow.resumeNext()).isSameAs(second.exchange);
        assertThat(second.exchange.paused).isFalse();
        assertThat(flow.isEmpty()).isTrue();
    }

    @Test
    void theLoopIsWokenOnlyForWhatIsPaused() {
        // given
        fill();
        flow.wake();
        assertThat(wakeups).hasValue(0);

        // when
        flow.pause(connection, second.exchange);
        flow.wake();

        // then
        assertThat(wakeups).hasValue(1);
        flow.leave(second.exchange);
        flow.wake();
        assertThat(wakeups).hasValue(1);
    }

    @Test
    void whatWaitsForAnAnswerThatIsStillReadIsNotStuck() {
        // given
        fill();

        // when
        flow.pause(connection, second.exchange);

        // then
        await().during(Duration.ofMillis(400)).until(() -> flow.stuck().isEmpty());
    }

    @Test
    void whatWaitsForRoomThatFinishedAnswersHoldIsStuck() {
        // given
        fill();
        admission.handOver(flow.leave(first.exchange));
        admission.settle();

        // when
        flow.pause(connection, second.exchange);

        // then
        await().untilAsserted(() -> assertThat(flow.stuck()).containsExactly(second.exchange));
        assertThat(flow.resumeNext()).isNull();
    }

    /** One answer takes most of the room, and what has come of the second finds none. */
    private void fill() {
        first.arrives(200, 2 * LARGE, "x".repeat(LARGE));
        assertThat(flow.admit(first.exchange)).isTrue();
        second.arrives(200, LARGE, "x".repeat(LARGE / 2));
        assertThat(flow.admit(second.exchange)).isFalse();
    }
}
