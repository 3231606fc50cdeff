package io.farspan.bridge;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import javax.management.JMException;
import javax.management.ListenerNotFoundException;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.NotificationFilterSupport;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnectionNotification;
import javax.management.remote.JMXConnector;

import com.sun.management.GarbageCollectionNotificationInfo;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.bridge.view.ViewName;
import io.farspan.protocol.call.InstanceId;

import static io.farspan.bridge.SampleMBeans.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Notifications from a real agent's pull store to real RMI clients. */
class NotificationsTest {

    private static final ObjectName PLAIN = name("samples:type=Plain");
    private static final ViewName VIEW = ViewName.of("shop", InstanceId.parse("dc1/i-1"));

    private SampleMBeans.Plain plain;
    private LocalAgent agent;
    private Bridge bridge;
    private JMXConnector connector;
    private MBeanServerConnection connection;
    private final List<Notification> received = new CopyOnWriteArrayList<>();
    private final List<Object> handbacks = new CopyOnWriteArrayList<>();
    private final AtomicLong lost = new AtomicLong();
    private final NotificationListener listener = (notification, handback) -> {
        received.add(notification);
        handbacks.add(String.valueOf(handback));
    };

    @BeforeEach
    void start() throws IOException, JMException {
        plain = SampleMBeans.register();
        agent = LocalAgent.start();
        bridge = Bridge.start(
                new DirectAgentPort().with("dc1/i-1", agent.url()), Bridge.settings(Duration.ofMillis(100)));
        connector = bridge.open(VIEW, "operator", Bridge.PASSWORD);
        connector.addConnectionNotificationListener(
                (notification, handback) -> {
                    if (notification.getType().equals(JMXConnectionNotification.NOTIFS_LOST)) {
                        lost.addAndGet((Long) notification.getUserData());
                    }
                },
                null,
                null);
        connection = connector.getMBeanServerConnection();
    }

    @AfterEach
    void stop() throws IOException {
        bridge.close();
        agent.close();
    }

    @Test
    void eachArrivesOnceInOrderWithWhatItCarries() throws IOException, JMException {
        // given
        connection.addNotificationListener(PLAIN, listener, null, "mine");

        // when
        for (int number = 1; number <= 50; number++) {
            plain.send("sample.tick", "tick " + number, Map.of("number", number));
        }

        // then
        Awaitility.await().until(() -> received.size() >= 50);
        List<String> messages = received.stream().map(Notification::getMessage).toList();
        List<String> expected = new ArrayList<>();
        for (int number = 1; number <= 50; number++) {
            expected.add("tick " + number);
        }
        assertThat(messages).isEqualTo(expected);
        assertThat(received.get(0).getSource()).isEqualTo(PLAIN);
        assertThat(received.get(0).getSequenceNumber()).isEqualTo(1);
        assertThat(received.get(0).getType()).isEqualTo("sample.tick");
        assertThat(((CompositeData) received.get(6).getUserData()).get("number"))
                .isEqualTo(7);
        assertThat(handbacks).containsOnly("mine");
        assertThat(lost).hasValue(0);
    }

    @Test
    void aFilterHoldsBackAndARemovedListenerHearsNothing() throws IOException, JMException {
        NotificationFilterSupport filter = new NotificationFilterSupport();
        filter.enableType("sample.wanted");
        connection.addNotificationListener(PLAIN, listener, filter, null);
        plain.send("sample.other", "no", null);
        plain.send("sample.wanted", "yes", null);
        Awaitility.await().until(() -> !received.isEmpty());
        assertThat(received).extracting(Notification::getMessage).containsExactly("yes");

        connection.removeNotificationListener(PLAIN, listener);
        List<Notification> others = new CopyOnWriteArrayList<>();
        connection.addNotificationListener(PLAIN, (notification, handback) -> others.add(notification), null, null);
        plain.send("sample.wanted", "again", null);
        Awaitility.await().until(() -> !others.isEmpty());
        assertThat(received).hasSize(1);
        assertThatThrownBy(() -> connection.removeNotificationListener(PLAIN, listener))
                .isInstanceOf(ListenerNotFoundException.class);
    }

    @Test
    void whatTheAgentDroppedIsReportedAsAGap() throws IOException, JMException {
        // given
        connection.addNotificationListener(PLAIN, listener, null, null);
        bridge.port().down(true);

        // when: the agent keeps 100
        for (int number = 1; number <= 130; number++) {
            plain.send("sample.tick", "tick " + number, null);
        }
        bridge.port().down(false);

        // then
        Awaitility.await().until(() -> received.size() >= 100 && lost.get() > 0);
        assertThat(received.get(received.size() - 1).getMessage()).isEqualTo("tick 130");
        // an answer to a pull that failed may have been lost with a notification in it
        assertThat(received.size() + lost.get())
                .isBetween(130L, 130L + bridge.port().failures());
    }

    @Test
    void anAgentThatForgotTheSubscriptionIsSubscribedToAgainAndTheGapReported() throws IOException, JMException {
        // given
        connection.addNotificationListener(PLAIN, listener, null, null);

        // when: the agent is restarted and knows no client
        LocalAgent another = LocalAgent.start();
        bridge.port().with("dc1/i-1", another.url());
        Awaitility.await().until(() -> lost.get() > 0);
        plain.send("sample.tick", "after", null);

        // then
        Awaitility.await().until(() -> !received.isEmpty());
        assertThat(received).extracting(Notification::getMessage).containsExactly("after");
        another.close();
    }

    @Test
    void aClientThatNeverReadsCostsNoMoreThanItsInbox() throws IOException, JMException {
        // given: a listener that never comes back
        Object forever = new Object();
        connection.addNotificationListener(
                PLAIN,
                (notification, handback) -> {
                    synchronized (forever) {
                        try {
                            forever.wait();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                },
                null,
                null);
        MBeanServerConnection other = bridge.connect(VIEW);
        other.addNotificationListener(PLAIN, listener, null, null);

        // when
        int sent = 0;
        while (sent < 2_500) {
            int before = sent;
            for (; sent < before + 50; sent++) {
                plain.send("sample.tick", "tick " + sent, null);
            }
            int upTo = sent;
            Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> received.size() >= upTo);
        }

        // then: the one that reads got everything, and the other is still served
        assertThat(received).hasSize(2_500);
        assertThat(connection.getAttribute(PLAIN, "Anything")).isEqualTo(42);
    }

    @Test
    void garbageCollectionsCarryWhatTheJdksOwnClassReads() throws IOException, JMException {
        // given
        for (ObjectName collector : connection.queryNames(name("java.lang:type=GarbageCollector,*"), null)) {
            connection.addNotificationListener(collector, listener, null, null);
        }

        // when
        connection.invoke(name("java.lang:type=Memory"), "gc", null, null);

        // then
        Awaitility.await().until(() -> !received.isEmpty());
        GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(
                (CompositeData) received.get(0).getUserData());
        assertThat(info.getGcCause()).isNotEmpty();
        assertThat(info.getGcInfo().getMemoryUsageAfterGc()).isNotEmpty();
    }

    @Test
    void whatSendsNoneCannotBeListenedTo() {
        assertThatThrownBy(
                        () -> connection.addNotificationListener(name("java.lang:type=Runtime"), listener, null, null))
                .hasMessageContaining("not a NotificationBroadcaster");
    }
}
