package io.farspan.bridge;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Callable;

import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.MBeanServerDelegate;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.bridge.view.ViewName;
import io.farspan.protocol.call.InstanceId;

import static io.farspan.bridge.SampleMBeans.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is asked of an agent when a tool connects, and when another one connects after it. */
class ConnectingTest {

    private static final ViewName ONE = ViewName.of("shop", InstanceId.parse("dc1/i-1"));
    private static final ObjectName MEMORY = name("java.lang:type=Memory");
    private static final ObjectName THREADING = name("java.lang:type=Threading");

    private LocalAgent agent;
    private Bridge bridge;

    @BeforeEach
    void start() throws IOException {
        agent = LocalAgent.start();
        bridge = Bridge.start(
                new DirectAgentPort().with("dc1/i-1", agent.url()), Bridge.settings(Duration.ofMinutes(1)));
    }

    @AfterEach
    void stop() throws IOException {
        bridge.close();
        agent.close();
    }

    @Test
    void theFirstToolsFirstQuestionsAreAnsweredByOneCall() throws IOException, JMException {
        // given: a pool with an attribute that cannot be read
        ObjectName pool = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(one -> !one.isUsageThresholdSupported())
                .findFirst()
                .orElseThrow()
                .getObjectName();

        // when
        MBeanServerConnection tool = bridge.connect(ONE);
        assertThat(tool.isRegistered(THREADING)).isTrue();
        tool.getMBeanInfo(THREADING);
        tool.isInstanceOf(MBeanServerDelegate.DELEGATE_NAME, "javax.management.NotificationEmitter");
        tool.getAttribute(MEMORY, "HeapMemoryUsage");
        assertThat(tool.getAttributes(pool, new String[] {"Type", "Usage", "UsageThreshold"}))
                .hasSize(2);

        // then
        assertThat(bridge.port().asked()).hasSize(1);
    }

    @Test
    void whatOneToolAskedForIsFetchedWhenTheNextConnects() throws IOException, JMException {
        // given
        try (JMXConnector first = bridge.open(ONE, "operator", Bridge.PASSWORD)) {
            MBeanServerConnection tool = first.getMBeanServerConnection();
            long[] ids = (long[]) tool.getAttribute(THREADING, "AllThreadIds");
            info(tool, ids[0]);
            tool.getAttribute(MEMORY, "HeapMemoryUsage");
            tool.invoke(MEMORY, "gc", null, null); // voids every value
        }
        bridge.port().forgetAsked();

        // when
        MBeanServerConnection next = bridge.connect(ONE);

        // then
        awaitAsked(() -> wasAsked("HeapMemoryUsage") && wasAsked("getThreadInfo([J)"));
        bridge.port().forgetAsked();
        next.getAttribute(MEMORY, "HeapMemoryUsage");
        long[] ids = (long[]) next.getAttribute(THREADING, "AllThreadIds");
        assertThat(wasAsked("HeapMemoryUsage")).isFalse();
        assertThat(wasAsked("AllThreadIds")).isFalse();
        info(next, ids[0]);
        assertThat(wasAsked("\"getThreadInfo(long)")).isFalse();
    }

    @Test
    void theNextToolsListenersAreSubscribedToByTheClientOfTheLast() throws IOException, JMException {
        // given
        try (JMXConnector first = bridge.open(ONE, "operator", Bridge.PASSWORD)) {
            first.getMBeanServerConnection()
                    .addNotificationListener(
                            MBeanServerDelegate.DELEGATE_NAME, (notification, handback) -> {}, null, null);
        }
        awaitAsked(() -> wasAsked("\"remove\""));
        bridge.port().forgetAsked();

        // when
        MBeanServerConnection next = bridge.connect(ONE);

        // then
        awaitAsked(() -> wasAsked("\"add\""));
        next.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, (notification, handback) -> {}, null, null);
        assertThat(bridge.port().asked().stream().filter(call -> call.contains("\"add\"")))
                .hasSize(1);
        assertThat(wasAsked("\"register\"")).isFalse();
    }

    @Test
    void aListenerThatWasExpectedInVainIsTakenAway() throws IOException, JMException {
        // given
        try (JMXConnector first = bridge.open(ONE, "operator", Bridge.PASSWORD)) {
            first.getMBeanServerConnection()
                    .addNotificationListener(
                            MBeanServerDelegate.DELEGATE_NAME, (notification, handback) -> {}, null, null);
        }
        awaitAsked(() -> wasAsked("\"remove\""));
        bridge.port().forgetAsked();

        // when
        bridge.connect(ONE);

        // then
        awaitAsked(() -> wasAsked("\"add\""));
        awaitAsked(() -> wasAsked("\"remove\""));
    }

    @Test
    void aPortThatTheSystemChoseIsClosedWithTheBridge() throws IOException {
        int port = bridge.server().port();
        new Socket(InetAddress.getLoopbackAddress(), port).close();

        bridge.close();

        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    }

    private static void info(MBeanServerConnection tool, long id) throws IOException, JMException {
        assertThat(tool.invoke(THREADING, "getThreadInfo", new Object[] {id}, new String[] {"long"}))
                .isNotNull();
    }

    private boolean wasAsked(String what) {
        return bridge.port().asked().stream().anyMatch(call -> call.contains(what));
    }

    private static void awaitAsked(Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(condition);
    }
}
