package io.farspan.bridge;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.farspan.bridge.view.ViewName;
import io.farspan.protocol.call.InstanceId;

import static io.farspan.bridge.SampleMBeans.name;
import static org.assertj.core.api.Assertions.assertThat;

/** The same JVM seen three ways: by its own MBean server, by plain RMI, by the bridge. */
class SameAnswersTest {

    /** What is another value whenever it is asked for. */
    private static final Set<String> MOVING = Set.of(
            "java.lang:type=Threading ThreadCount",
            "java.lang:type=Threading DaemonThreadCount",
            "java.lang:type=Threading PeakThreadCount",
            "java.lang:type=Threading TotalStartedThreadCount",
            "java.lang:type=Runtime Uptime",
            "java.lang:type=OperatingSystem ProcessCpuTime",
            "java.lang:type=OperatingSystem SystemCpuLoad",
            "java.lang:type=OperatingSystem CpuLoad",
            "java.lang:type=OperatingSystem ProcessCpuLoad",
            "java.lang:type=OperatingSystem FreeMemorySize",
            "java.lang:type=OperatingSystem FreePhysicalMemorySize",
            "java.lang:type=Compilation TotalCompilationTime",
            "java.lang:type=Threading CurrentThreadCpuTime",
            "java.lang:type=Threading CurrentThreadUserTime",
            "java.lang:type=Threading CurrentThreadAllocatedBytes",
            "java.lang:type=Threading TotalThreadAllocatedBytes");

    /** What JSON cannot carry: infinite numbers, and classes that an attribute's declared type does not tell. */
    private static final Map<String, String> LOST = Map.of(
            "samples:type=Everything Infinite", "an infinite number is null in an agent's JSON",
            "samples:type=Plain List type", "any List is an ArrayList");

    private static LocalAgent agent;
    private static Bridge bridge;
    private static JMXConnectorServer plainServer;
    private static JMXConnector plainConnector;
    private static MBeanServerConnection bridged;
    private static MBeanServerConnection plain;
    private static final MBeanServer own = ManagementFactory.getPlatformMBeanServer();

    @BeforeAll
    static void start() throws IOException, JMException {
        SampleMBeans.register();
        agent = LocalAgent.start();
        bridge = Bridge.start(new DirectAgentPort().with("dc1/i-1", agent.url()), Bridge.settings(Duration.ZERO));
        bridged = bridge.connect(ViewName.of("shop", InstanceId.parse("dc1/i-1")));
        plainServer = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("service:jmx:rmi://127.0.0.1"), Map.of(), own);
        plainServer.start();
        plainConnector = JMXConnectorFactory.connect(plainServer.getAddress());
        plain = plainConnector.getMBeanServerConnection();
    }

    @AfterAll
    static void stop() throws IOException {
        bridge.close();
        plainConnector.close();
        plainServer.stop();
        agent.close();
    }

    @Test
    void theSameNames() throws IOException {
        assertThat(new TreeSet<>(bridged.queryNames(null, null)))
                .isEqualTo(new TreeSet<>(plain.queryNames(null, null)));
        assertThat(bridged.getMBeanCount()).isEqualTo(plain.getMBeanCount());
        assertThat(bridged.getDomains()).containsExactlyInAnyOrder(plain.getDomains());
        assertThat(bridged.getDefaultDomain()).isEqualTo(plain.getDefaultDomain());
        assertThat(bridged.queryNames(name("java.lang:type=MemoryPool,*"), null))
                .isEqualTo(plain.queryNames(name("java.lang:type=MemoryPool,*"), null));
        assertThat(bridged.queryMBeans(name("java.lang:*"), null))
                .isEqualTo(plain.queryMBeans(name("java.lang:*"), null));
    }

    @Test
    void theSameDescriptions() throws IOException, JMException {
        List<String> differences = new ArrayList<>();
        for (ObjectName bean : plain.queryNames(null, null)) {
            MBeanInfo expected = plain.getMBeanInfo(bean);
            MBeanInfo actual = bridged.getMBeanInfo(bean);
            check(differences, bean + " class", expected.getClassName(), actual.getClassName());
            check(differences, bean + " text", expected.getDescription(), actual.getDescription());
            check(
                    differences,
                    bean + " attributes",
                    features(expected.getAttributes()),
                    features(actual.getAttributes()));
            check(
                    differences,
                    bean + " operations",
                    features(expected.getOperations()),
                    features(actual.getOperations()));
            check(
                    differences,
                    bean + " constructors",
                    expected.getConstructors().length,
                    actual.getConstructors().length);
            check(
                    differences,
                    bean + " notifications",
                    features(expected.getNotifications()),
                    features(actual.getNotifications()));
            for (String field : List.of("mxbean", "interfaceClassName", "immutableInfo")) {
                check(
                        differences,
                        bean + " descriptor " + field,
                        String.valueOf(expected.getDescriptor().getFieldValue(field)),
                        String.valueOf(actual.getDescriptor().getFieldValue(field)));
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void theSameValueAndTypeOfEveryAttribute() throws IOException, JMException {
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (ObjectName bean : plain.queryNames(null, null)) {
            for (MBeanAttributeInfo attribute : plain.getMBeanInfo(bean).getAttributes()) {
                String what = bean + " " + attribute.getName();
                Object expected = outcome(() -> plain.getAttribute(bean, attribute.getName()));
                Object actual = outcome(() -> bridged.getAttribute(bean, attribute.getName()));
                check(differences, what + " type", typeOf(expected), typeOf(actual));
                Object again = outcome(() -> plain.getAttribute(bean, attribute.getName()));
                boolean still = Objects.deepEquals(expected, again) && !MOVING.contains(what);
                if (still) {
                    check(differences, what, expected, actual);
                    compared++;
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(200);
    }

    @Test
    void theSameResultsAndFailuresOfOperations() {
        ObjectName everything = name("samples:type=Everything");
        ObjectName beans = name("samples:type=Plain");
        List<String> differences = new ArrayList<>();
        compare(differences, everything, "add", new Object[] {2, 3}, "int", "int");
        compare(differences, everything, "add", new Object[] {2L, Long.MAX_VALUE - 2}, "long", "long");
        compare(differences, everything, "join", new Object[] {new String[] {"a", "b"}}, "[Ljava.lang.String;");
        compare(
                differences,
                everything,
                "describe",
                new Object[] {"SECONDS", true, 'x'},
                "java.lang.String",
                "boolean",
                "char");
        compare(differences, everything, "make", new Object[] {3}, "int");
        compare(differences, everything, "make", new Object[] {0}, "int");
        compare(differences, everything, "clear", new Object[0]);
        compare(differences, everything, "clear", null);
        compare(differences, everything, "fail", new Object[] {"because"}, "java.lang.String");
        compare(differences, beans, "echo", new Object[] {null}, "java.lang.String");
        compare(differences, beans, "echo", new Object[] {"x".repeat(100_000)}, "java.lang.String");
        compare(differences, beans, "failWithError", null);
        compare(differences, name("java.lang:type=Threading"), "getThreadInfo", new Object[] {1_000_000L}, "long");
        compare(differences, name("java.lang:type=Threading"), "findDeadlockedThreads", null);
        assertThat(differences).isEmpty();
    }

    @Test
    void theSameExceptions() {
        ObjectName everything = name("samples:type=Everything");
        ObjectName beans = name("samples:type=Plain");
        ObjectName nobody = name("samples:type=Nobody");
        List<String> differences = new ArrayList<>();
        compare(differences, "unknown MBean", c -> c.getAttribute(nobody, "X"));
        compare(differences, "unknown MBean's info", c -> c.getMBeanInfo(nobody));
        compare(differences, "unknown MBean's instance", c -> c.getObjectInstance(nobody));
        compare(differences, "unknown MBean's class", c -> c.isInstanceOf(nobody, "java.lang.Object"));
        compare(differences, "unknown MBean's attributes", c -> c.getAttributes(nobody, new String[] {"X"}));
        compare(differences, "unknown attribute", c -> c.getAttribute(everything, "Missing"));
        compare(
                differences,
                "unknown attribute among others",
                c -> c.getAttributes(everything, new String[] {"Number", "Missing"}));
        compare(differences, "failing getter", c -> c.getAttribute(beans, "Broken"));
        compare(
                differences,
                "failing getter among others",
                c -> c.getAttributes(beans, new String[] {"Broken", "Guarded"}));
        compareTypes(differences, "failing setter", c -> {
            c.setAttribute(beans, new Attribute("Guarded", 5));
            return null;
        });
        compareTypes(differences, "read-only attribute", c -> {
            c.setAttribute(everything, new Attribute("Large", 5L));
            return null;
        });
        compareTypes(differences, "unknown operation", c -> c.invoke(everything, "nothing", null, null));
        compareTypes(
                differences,
                "wrong signature",
                c -> c.invoke(everything, "add", new Object[] {1}, new String[] {"int"}));
        compare(differences, "is registered", c -> c.isRegistered(nobody));
        compare(
                differences,
                "set attributes",
                c -> c.setAttributes(
                        everything,
                        new javax.management.AttributeList(List.of(
                                new Attribute("Number", -7),
                                new Attribute("Large", 1L),
                                new Attribute("Flag", true)))));
        assertThat(differences).isEmpty();
    }

    @Test
    void aPatternIsNoMBeansName() {
        List<String> differences = new ArrayList<>();
        for (String text : List.of("java.lang:type=Mem*", "java.lang:*", "*:type=Memory", "java.lang:type=Memory,*")) {
            ObjectName pattern = name(text);
            compare(differences, text + " attribute", c -> c.getAttribute(pattern, "Verbose"));
            compare(differences, text + " attributes", c -> c.getAttributes(pattern, new String[] {"Verbose"}));
            compare(differences, text + " no attributes", c -> c.getAttributes(pattern, new String[0]));
            compare(differences, text + " info", c -> c.getMBeanInfo(pattern));
            compare(differences, text + " instance", c -> c.getObjectInstance(pattern));
            compare(differences, text + " class", c -> c.isInstanceOf(pattern, "java.lang.Object"));
            compare(differences, text + " operation", c -> c.invoke(pattern, "gc", null, null));
            compare(differences, text + " registered", c -> c.isRegistered(pattern));
            compare(differences, text + " write", c -> {
                c.setAttribute(pattern, new Attribute("Verbose", true));
                return null;
            });
            compare(
                    differences,
                    text + " writes",
                    c -> c.setAttributes(
                            pattern, new javax.management.AttributeList(List.of(new Attribute("Verbose", true)))));
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void whatIsWrittenIsReadAtOnce() throws IOException, JMException {
        ObjectName everything = name("samples:type=Everything");
        for (Attribute attribute : List.of(
                new Attribute("Number", 99),
                new Attribute("Text", "neu"),
                new Attribute("Text", null),
                new Attribute("When", new java.util.Date(1_234_567L)),
                new Attribute("Unit", "DAYS"),
                new Attribute("Numbers", new int[] {3, 2, 1}),
                new Attribute("Flag", false))) {
            Object before = plain.getAttribute(everything, attribute.getName());
            bridged.getAttribute(everything, attribute.getName());
            bridged.setAttribute(everything, attribute);
            assertThat(plain.getAttribute(everything, attribute.getName())).isEqualTo(attribute.getValue());
            assertThat(bridged.getAttribute(everything, attribute.getName())).isEqualTo(attribute.getValue());
            plain.setAttribute(everything, new Attribute(attribute.getName(), before));
        }
    }

    /** Asks something of a connection. */
    interface Asking {
        Object of(MBeanServerConnection connection) throws Exception;
    }

    private static void compare(
            List<String> differences, ObjectName bean, String operation, Object[] arguments, String... signature) {
        compare(differences, bean + " " + operation, c -> c.invoke(bean, operation, arguments, signature));
    }

    private static void compare(List<String> differences, String what, Asking asking) {
        check(differences, what, outcome(() -> asking.of(plain)), outcome(() -> asking.of(bridged)));
    }

    private static void compareTypes(List<String> differences, String what, Asking asking) {
        check(
                differences,
                what,
                outcome(() -> asking.of(plain)).toString().replaceAll(":.*", ""),
                outcome(() -> asking.of(bridged)).toString().replaceAll(":.*", ""));
    }

    private static void check(List<String> differences, String what, Object expected, Object actual) {
        boolean collected =
                what.endsWith(" LastGcInfo"); // its type is named after the collector, not as it is declared
        if (!Objects.deepEquals(expected, actual) && !LOST.containsKey(what) && !collected) {
            differences.add(what + "\n    expected " + show(expected) + "\n    but was  " + show(actual));
        }
    }

    private static String show(Object value) {
        String text = value instanceof Object[] array ? Arrays.deepToString(array) : String.valueOf(value);
        return text.length() <= 600 ? text : text.substring(0, 600);
    }

    /** A value, or what stands for the exception that came instead: classes and messages down to the cause. */
    private static Object outcome(java.util.concurrent.Callable<Object> asked) {
        try {
            return asked.call();
        } catch (Exception e) {
            StringBuilder text = new StringBuilder("thrown");
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                text.append(" > ")
                        .append(cause.getClass().getName())
                        .append('(')
                        .append(cause.getMessage())
                        .append(')');
            }
            return text.toString();
        }
    }

    private static String typeOf(Object value) {
        return value == null ? "null" : value.getClass().getName();
    }

    private static Set<String> features(MBeanFeatureInfo[] features) {
        Set<String> texts = new TreeSet<>();
        for (MBeanFeatureInfo feature : features) {
            String text = feature.getName() + " " + feature.getDescription();
            if (feature instanceof MBeanAttributeInfo attribute) {
                text += " " + attribute.getClass().getSimpleName() + " " + attribute.getType() + " "
                        + attribute.isReadable() + attribute.isWritable() + attribute.isIs() + " "
                        + attribute.getDescriptor().getFieldValue("openType");
            } else if (feature instanceof MBeanOperationInfo operation) {
                text += " " + operation.getClass().getSimpleName() + " " + operation.getReturnType() + " "
                        + operation.getDescriptor().getFieldValue("openType")
                        + Arrays.toString(Arrays.stream(operation.getSignature())
                                .map(parameter -> parameter.getName() + ":" + parameter.getType())
                                .toArray());
            }
            texts.add(text);
        }
        return texts;
    }
}
