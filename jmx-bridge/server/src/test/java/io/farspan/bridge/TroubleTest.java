package io.farspan.bridge;

import java.io.IOException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.QueryEval;
import javax.management.QueryExp;
import javax.management.remote.JMXConnector;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.bridge.view.ViewName;
import io.farspan.protocol.call.InstanceId;

import static io.farspan.bridge.SampleMBeans.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What goes wrong at three in the morning. */
class TroubleTest {

    private static final ViewName ONE = ViewName.of("shop", InstanceId.parse("dc1/i-1"));
    private static final ObjectName EVERYTHING = name("samples:type=Everything");

    private LocalAgent agent;
    private Bridge bridge;

    @BeforeEach
    void start() throws IOException, JMException {
        SampleMBeans.register();
        agent = LocalAgent.start();
        DirectAgentPort port =
                new DirectAgentPort().with("dc1/i-1", agent.url()).with("aws1/i-2", agent.url());
        bridge = Bridge.start(port, Bridge.settings(Duration.ofMillis(50)));
    }

    @AfterEach
    void stop() throws IOException {
        bridge.close();
        agent.close();
    }

    @Test
    void anInstanceThatVanishesIsAnIoErrorAndTheConnectionLivesOn() throws IOException, JMException {
        MBeanServerConnection connection = bridge.connect(ONE);
        assertThat(connection.getAttribute(EVERYTHING, "Octet")).isEqualTo((byte) -128);
        bridge.port().down(true);
        Awaitility.await().untilAsserted(() -> assertThatThrownBy(() -> connection.getAttribute(EVERYTHING, "Octet"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("INSTANCE_UNREACHABLE")
                .hasMessageContaining("dc1/i-1"));
        bridge.port().down(false);
        assertThat(connection.getAttribute(EVERYTHING, "Octet")).isEqualTo((byte) -128);
    }

    @Test
    void aFailoverUnderAnOpenConnectionGoesUnnoticed() throws IOException, JMException {
        MBeanServerConnection primary = bridge.connect(ViewName.primary("shop"));
        assertThat(primary.getMBeanCount()).isPositive();
        bridge.port().primary("aws1/i-2");
        bridge.port().remove("dc1/i-1");
        assertThat(primary.getAttribute(EVERYTHING, "Number")).isEqualTo(-7);
        assertThat(primary.invoke(EVERYTHING, "add", new Object[] {1, 1}, new String[] {"int", "int"}))
                .isEqualTo(2);
    }

    @Test
    void twoHundredToolsAtOnceCostTheApplicationLittleAndLeaveNothingBehind() throws Exception {
        // given
        bridge.connect(ONE).getAttribute(EVERYTHING, "Number");
        int threads = Thread.activeCount();
        int before = bridge.port().calls();
        List<JMXConnector> tools = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(20);

        // when
        List<Callable<JMXConnector>> work = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            work.add(() -> {
                JMXConnector tool = bridge.open(ONE, "viewer", Bridge.PASSWORD);
                assertThat(tool.getMBeanServerConnection().getAttribute(EVERYTHING, "Number"))
                        .isEqualTo(-7);
                return tool;
            });
        }
        for (Future<JMXConnector> opened : pool.invokeAll(work)) {
            tools.add(opened.get());
        }

        // then
        assertThat(bridge.server().connections()).isEqualTo(201);
        assertThat(bridge.port().calls() - before).isLessThan(200);
        for (JMXConnector tool : tools) {
            tool.close();
        }
        pool.shutdown();
        Awaitility.await()
                .untilAsserted(() -> assertThat(bridge.server().connections()).isEqualTo(1));
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        ManagementFactory.getThreadMXBean().getThreadCount())
                .isLessThan(threads + 60));
    }

    @Test
    void anAttributeOfFiftyMegabytesComesThrough() throws IOException, JMException {
        MBeanServerConnection connection = bridge.connect(ONE);
        String large = "0123456789".repeat(5 << 20);
        SampleMBeans.Everything own = new SampleMBeans.Everything();
        own.setText(large);
        ObjectName bean = name("samples:type=Large");
        ManagementFactory.getPlatformMBeanServer().registerMBean(own, bean);
        try {
            assertThat(large.equals(connection.getAttribute(bean, "Text"))).isTrue();
        } finally {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(bean);
        }
    }

    /** Not one of the JDK's. */
    static final class Hostile extends QueryEval implements QueryExp, Serializable {
        private static final long serialVersionUID = 1;
        static volatile boolean ran;

        @Override
        public boolean apply(ObjectName name) {
            ran = true;
            return true;
        }

        private void readObject(java.io.ObjectInputStream in) {
            ran = true;
        }
    }

    @Test
    void aHostileObjectIsRejectedBeforeAnythingIsMadeOfIt() throws IOException, JMException {
        MBeanServerConnection connection = bridge.connect(ONE);
        assertThatThrownBy(() -> connection.queryNames(null, new Hostile())).hasStackTraceContaining("REJECTED");
        assertThatThrownBy(() -> connection.invoke(
                        EVERYTHING, "join", new Object[] {new Hostile()}, new String[] {"[Ljava.lang.String;"}))
                .hasStackTraceContaining("REJECTED");
        assertThatThrownBy(() -> connection.setAttribute(EVERYTHING, new Attribute("Text", new Hostile())))
                .hasStackTraceContaining("REJECTED");
        assertThat(Hostile.ran).isFalse();
        assertThat(connection.getAttribute(EVERYTHING, "Number")).isEqualTo(-7);
    }

    @Test
    void mbeansAreNeitherMadeNorRemoved() throws IOException {
        MBeanServerConnection connection = bridge.connect(ONE);
        assertThatThrownBy(() -> connection.createMBean("javax.management.loading.MLet", name("x:type=MLet")))
                .isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> connection.unregisterMBean(EVERYTHING)).isInstanceOf(SecurityException.class);
        assertThat(connection.isRegistered(EVERYTHING)).isTrue();
    }

    @Test
    void nobodyGetsInWithoutCredentialsAndAThousandWrongPasswordsOnlyCostTheirSender() throws Exception {
        assertThatThrownBy(() ->
                        javax.management.remote.JMXConnectorFactory.connect(new javax.management.remote.JMXServiceURL(
                                bridge.server().url(ONE))))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("Credentials are required");
        assertThatThrownBy(() -> bridge.open(ONE, "eve", "wrong"))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("not known");
        for (int attempt = 0; attempt < 999; attempt++) {
            assertThatThrownBy(() -> bridge.open(ONE, "eve", "wrong")).isInstanceOf(SecurityException.class);
        }
        assertThatThrownBy(() -> bridge.open(ONE, "eve", Bridge.PASSWORD)).hasMessageContaining("Too many wrong");
        assertThatCode(() -> bridge.connect(ONE).getMBeanCount()).doesNotThrowAnyException();
        assertThat(bridge.server().connections()).isEqualTo(1);
    }

    @Test
    void nobodyPutsAServerOfTheirOwnIntoTheRegistry() throws Exception {
        Registry registry =
                LocateRegistry.getRegistry("127.0.0.1", bridge.server().port());
        assertThat(Set.of(registry.list())).contains("shop", "shop/primary", "shop/dc1/i-1", "shop/aws1/i-2");
        assertThatThrownBy(() -> registry.rebind("shop", registry.lookup("shop/primary")))
                .hasStackTraceContaining("REJECTED");
        registry.unbind("shop/dc1/i-1");
        bridge.server().follow();
        assertThat(new HashMap<>().put("", registry.lookup("shop/dc1/i-1"))).isNull();
    }

    @Test
    void aConnectionWithoutALifeSignIsClosed() throws Exception {
        // given
        bridge.close();
        io.farspan.bridge.rmi.BridgeSettings usual = Bridge.settings(Duration.ofMillis(50));
        bridge = Bridge.start(
                bridge.port(),
                new io.farspan.bridge.rmi.BridgeSettings(
                        usual.applications(),
                        usual.bind(),
                        usual.host(),
                        0,
                        usual.tls(),
                        usual.limits(),
                        usual.pollEvery(),
                        Duration.ZERO,
                        10));

        // when
        bridge.connect(ONE).getMBeanCount();

        // then
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> bridge.server().connections() == 0);
    }
}
