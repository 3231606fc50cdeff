package io.farspan.e2e;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import org.jolokia.client.JolokiaClient;
import org.jolokia.client.JolokiaClientBuilder;
import org.jolokia.client.request.JolokiaExecRequest;
import org.jolokia.client.request.JolokiaListRequest;
import org.jolokia.client.request.JolokiaReadRequest;
import org.jolokia.client.request.JolokiaSearchRequest;
import org.jolokia.client.request.JolokiaVersionRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.local.process.Child;
import io.farspan.local.shop.OrderQueueMXBean;
import io.farspan.local.stack.Artefacts;
import io.farspan.local.stack.LocalStack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Third-party tools against the packaged router, functions and agents. */
@ExtendWith(StackFixture.class)
class JmxToolsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final LocalStack stack;

    @TempDir
    private Path work;

    JmxToolsIT(LocalStack stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "shop/primary", "shop/aws1/i-1", "shop/az1/i-2"})
    void jmxtermWorksOnEachView(String view) throws Exception {
        // given
        Path script = work.resolve("script");
        Files.writeString(
                script,
                """
                domains
                beans -d shop
                get -b shop:type=OrderQueue Size
                get -b java.lang:type=Memory HeapMemoryUsage
                info -b shop:type=Orders
                run -b java.lang:type=Memory gc
                get -b shop:type=Nothing Attribute
                """);

        // when
        String said = run(
                "jmxterm",
                List.of(
                        "-jar",
                        tool("jmxterm.jar").toString(),
                        "-l",
                        stack.jmx(view),
                        "-u",
                        "operator",
                        "-p",
                        stack.password(),
                        "-n",
                        "-i",
                        script.toString()));

        // then
        assertThat(said)
                .contains("java.util.logging", "shop:type=Orders")
                .containsPattern("Size = [0-9]+;")
                .containsPattern("used = [0-9]+;")
                .contains("LargeOrder (long, rw)")
                .contains("#operation returns")
                .contains("#IllegalArgumentException"); // its word for a name that is not registered
        assertThat(said.contains("location=aws1")).isEqualTo(view.equals("shop"));
    }

    @Test
    void theJdksOwnProxiesWorkOnAnInstance() throws Exception {
        try (JMXConnector connector = connect("shop/aws1/i-2", "operator")) {
            MBeanServerConnection connection = connector.getMBeanServerConnection();
            RuntimeMXBean runtime = ManagementFactory.newPlatformMXBeanProxy(
                    connection, ManagementFactory.RUNTIME_MXBEAN_NAME, RuntimeMXBean.class);
            assertThat(runtime.getPid())
                    .isEqualTo(stack.child("instance:aws1/i-2").pid());
            assertThat(runtime.getSystemProperties()).containsKey("java.version");
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                    connection, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            assertThat(threads.dumpAllThreads(true, true))
                    .anyMatch(thread -> thread.getThreadName().equals("main") || thread.getStackTrace().length > 0);
            assertThat(threads.getThreadInfo(threads.getAllThreadIds(), 5)).hasSizeGreaterThan(3);
            for (var pool :
                    ManagementFactory.getPlatformMXBeans(connection, java.lang.management.MemoryPoolMXBean.class)) {
                assertThat(pool.getUsage().getCommitted()).isNotNegative();
            }
            OrderQueueMXBean queue =
                    JMX.newMXBeanProxy(connection, new ObjectName("shop:type=OrderQueue"), OrderQueueMXBean.class);
            assertThat(queue.getSize()).isNotNegative();
        }
    }

    @Test
    void aViewerMayReadAndNotAct() throws Exception {
        try (JMXConnector connector = connect("shop/dc1/i-1", "viewer")) {
            MBeanServerConnection connection = connector.getMBeanServerConnection();
            ObjectName memory = new ObjectName("java.lang:type=Memory");
            assertThat(connection.getAttribute(memory, "HeapMemoryUsage")).isNotNull();
            assertThat(connection.invoke(
                            new ObjectName("java.lang:type=Threading"), "findDeadlockedThreads", null, null))
                    .isNull();
            assertThatThrownBy(() -> connection.invoke(memory, "gc", null, null))
                    .isInstanceOf(SecurityException.class)
                    .hasMessageContaining("operator");
        }
        assertThatThrownBy(() -> JMXConnectorFactory.connect(
                        new JMXServiceURL(stack.jmx("shop")),
                        Map.of(JMXConnector.CREDENTIALS, new String[] {"operator", "wrong"})))
                .isInstanceOf(SecurityException.class);
    }

    @Test
    void aBridgeBesideTheToolReachesHomeOverHttp() throws Exception {
        // given: home's address, and no RMI to it
        Path log = work.resolve("bridge.log");
        List<String> command = List.of(
                Child.java(),
                "-jar",
                Artefacts.find()
                        .root()
                        .resolve("jmx-bridge/server/target/farspan-jmx-bridge.jar")
                        .toString(),
                "--home",
                stack.router(),
                "--application",
                "shop",
                "--user",
                "viewer",
                "--port",
                "0");
        try (Child bridge = Child.start("bridge", log, Map.of("FARSPAN_PASSWORD", stack.password()), command)) {
            int port = Integer.parseInt(bridge.await(Pattern.compile("JMX .*:([0-9]+)/shop"), LIMIT));
            String url = "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/shop/aws1/i-1";

            // when, then: the tool's own credentials are used
            try (JMXConnector connector = JMXConnectorFactory.connect(
                    new JMXServiceURL(url),
                    Map.of(JMXConnector.CREDENTIALS, new String[] {"viewer", stack.password()}))) {
                MBeanServerConnection connection = connector.getMBeanServerConnection();
                assertThat(connection.getAttribute(new ObjectName("shop:type=Orders"), "LargeOrder"))
                        .isEqualTo(10_000L);
                assertThatThrownBy(() -> connection.invoke(new ObjectName("java.lang:type=Memory"), "gc", null, null))
                        .isInstanceOf(SecurityException.class);
            }
            assertThatThrownBy(() -> JMXConnectorFactory.connect(
                            new JMXServiceURL(url), Map.of(JMXConnector.CREDENTIALS, new String[] {"viewer", "wrong"})))
                    .isInstanceOf(SecurityException.class);
        }
    }

    @Test
    void kafkasOwnToolReadsTheBrokerThroughTheBridge() throws Exception {
        String said = run(
                "JmxTool",
                List.of(
                        "-cp",
                        tool("kafka-tools.jar") + ":" + Artefacts.find().kafka() + "/*",
                        "org.apache.kafka.tools.JmxTool",
                        "--jmx-url",
                        stack.jmx("kafka/dc1/broker-1"),
                        "--jmx-auth-prop",
                        "operator=" + stack.password(),
                        "--object-name",
                        "kafka.server:type=ReplicaManager,name=PartitionCount",
                        "--object-name",
                        "kafka.server:type=app-info,id=1",
                        "--one-time"));
        assertThat(said).contains("kafka.server:type=ReplicaManager,name=PartitionCount:Value");
        assertThat(said).contains("3.9.0");
    }

    @Test
    void jolokiasOwnClientWorksAtBothEndpoints() throws Exception {
        JolokiaClient one = client("shop/az1/i-1");
        JolokiaClient all = client("shop");
        ObjectName memory = new ObjectName("java.lang:type=Memory");

        assertThat(((Map<?, ?>) one.execute(new JolokiaReadRequest(memory, "HeapMemoryUsage"))
                                .getValue())
                        .keySet().stream().map(String::valueOf))
                .contains("used", "max");
        long maxOfOne = number(
                one.execute(new JolokiaReadRequest("java.lang:type=Memory", "HeapMemoryUsage"))
                        .getValue(),
                "max");
        assertThat(number(
                        all.execute(new JolokiaReadRequest(memory, "HeapMemoryUsage"))
                                .getValue(),
                        "max"))
                .isEqualTo(6 * maxOfOne);
        assertThat(((Map<?, ?>) one.execute(new JolokiaVersionRequest()).getValue()).get("protocol"))
                .asString()
                .startsWith("8.");
        assertThat(((Map<?, ?>) all.execute(new JolokiaVersionRequest()).getValue()).get("protocol"))
                .asString()
                .startsWith("8.");
        assertThat((List<?>) one.execute(new JolokiaSearchRequest("shop:*")).getValue())
                .hasSize(4);
        assertThat((List<?>) all.execute(new JolokiaSearchRequest("shop:*")).getValue())
                .hasSize(4 + 6 * 4);
        assertThat((Object) one.execute(new JolokiaExecRequest(memory, "gc")).getValue())
                .isNull();
        assertThat(((Map<?, ?>) all.execute(new JolokiaListRequest(List.of("shop")))
                                .getValue())
                        .keySet())
                .hasSize(4 + 6 * 4);
        List<JolokiaReadRequest> bulk = List.of(
                new JolokiaReadRequest(memory, "HeapMemoryUsage"),
                new JolokiaReadRequest("shop:type=Orders,location=aws1,instance=i-1", "LargeOrder"));
        assertThat(all.execute(bulk)).hasSize(2);
    }

    private static long number(Object map, String key) {
        return ((Number) ((Map<?, ?>) map).get(key)).longValue();
    }

    private JolokiaClient client(String path) {
        return new JolokiaClientBuilder()
                .url(stack.jolokia(path))
                .user("operator")
                .password(stack.password())
                .build();
    }

    private JMXConnector connect(String view, String user) throws IOException {
        return JMXConnectorFactory.connect(
                new JMXServiceURL(stack.jmx(view)),
                Map.of(JMXConnector.CREDENTIALS, new String[] {user, stack.password()}));
    }

    private static Path tool(String name) {
        return Artefacts.find().root().resolve("infra/e2e/target/tools").resolve(name);
    }

    private String run(String name, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Child.java()));
        command.addAll(arguments);
        Path log = work.resolve(name + ".log");
        try (Child child = Child.start(name, log, Map.of(), command)) {
            child.awaitEnd(LIMIT);
        }
        return Files.readString(log);
    }
}
