package io.farspan.bridge;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.bridge.view.ViewName;

import static io.farspan.bridge.SampleMBeans.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Two instances as one application; both are this JVM, so whatever is added up comes out double. */
class FederatedViewTest {

    private LocalAgent agent;
    private Bridge bridge;
    private MBeanServerConnection shop;

    @BeforeEach
    void start() throws IOException, JMException {
        SampleMBeans.register();
        agent = LocalAgent.start();
        DirectAgentPort port =
                new DirectAgentPort().with("aws1/i-1", agent.url()).with("dc1/i-2", agent.url());
        bridge = Bridge.start(port, Bridge.settings(Duration.ofMillis(200)));
        shop = bridge.connect(ViewName.federated("shop"));
    }

    @AfterEach
    void stop() throws IOException {
        bridge.close();
        agent.close();
    }

    @Test
    void everyNameIsThereForTheWholeAndForEachInstance() throws IOException {
        assertThat(shop.queryNames(name("samples:*"), null))
                .containsExactlyInAnyOrder(
                        name("samples:type=Plain"),
                        name("samples:type=Everything"),
                        name("samples:type=Plain,location=aws1,instance=i-1"),
                        name("samples:type=Everything,location=aws1,instance=i-1"),
                        name("samples:type=Plain,location=dc1,instance=i-2"),
                        name("samples:type=Everything,location=dc1,instance=i-2"));
        assertThat(shop.queryNames(name("samples:location=dc1,*"), null)).hasSize(2);
        assertThat(shop.isRegistered(name("samples:type=Plain,location=dc1,instance=i-2")))
                .isTrue();
        assertThat(shop.isRegistered(name("samples:type=Plain,location=dc1,instance=i-3")))
                .isFalse();
    }

    @Test
    void aKeyedNameIsThatInstancesOwn() throws IOException, JMException {
        ObjectName one = name("samples:type=Everything,location=aws1,instance=i-1");
        assertThat(shop.getAttribute(one, "Number")).isEqualTo(-7);
        assertThat(shop.getMBeanInfo(one)).isEqualTo(shop.getMBeanInfo(name("samples:type=Everything")));
        assertThat(shop.invoke(one, "add", new Object[] {1, 2}, new String[] {"int", "int"}))
                .isEqualTo(3);
        assertThatThrownBy(() -> shop.getAttribute(one, "Missing")).isInstanceOf(AttributeNotFoundException.class);
        assertThatThrownBy(() -> shop.getAttribute(name("samples:type=No,location=aws1,instance=i-1"), "X"))
                .isInstanceOf(InstanceNotFoundException.class);
    }

    @Test
    void heapIsTheSumAndSettingsAreNot() throws IOException, JMException {
        CompositeData one = (CompositeData)
                shop.getAttribute(name("java.lang:type=Memory,location=aws1,instance=i-1"), "HeapMemoryUsage");
        CompositeData all = (CompositeData) shop.getAttribute(name("java.lang:type=Memory"), "HeapMemoryUsage");
        assertThat(all.get("max")).isEqualTo(2 * (Long) one.get("max"));
        assertThat(all.getCompositeType()).isEqualTo(one.getCompositeType());
        // a writable attribute is a setting: the same everywhere is the same for the whole
        assertThat(shop.getAttribute(name("samples:type=Everything"), "Number")).isEqualTo(-7);
    }

    @Test
    void whatIsWrittenToTheWholeIsWrittenEverywhere() throws IOException, JMException {
        shop.setAttribute(name("samples:type=Everything"), new Attribute("Number", 11));
        assertThat(shop.getAttribute(name("samples:type=Everything,location=dc1,instance=i-2"), "Number"))
                .isEqualTo(11);
        assertThat(shop.invoke(
                        name("samples:type=Plain"), "echo", new Object[] {"x"}, new String[] {"java.lang.String"}))
                .isEqualTo("x");
    }

    @Test
    void aFailureInOnePlaceSaysWhereAndWhereNot() {
        bridge.port().with("az1/i-3", "http://127.0.0.1:1/jolokia/");
        assertThatThrownBy(() -> shop.invoke(name("samples:type=Everything"), "clear", null, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("failed at [az1/i-3]")
                .hasMessageContaining("done at [aws1/i-1, dc1/i-2]");
    }

    @Test
    void theDelegateTellsOfInstancesThatComeAndGo() throws IOException, JMException {
        // given
        List<String> told = new CopyOnWriteArrayList<>();
        shop.addNotificationListener(
                MBeanServerDelegate.DELEGATE_NAME,
                (notification, handback) -> told.add(
                        notification.getType() + " " + ((MBeanServerNotification) notification).getMBeanName()),
                null,
                null);

        // when
        bridge.port().with("az1/i-3", agent.url());

        // then
        ObjectName come = name("samples:type=Plain,location=az1,instance=i-3");
        Awaitility.await().untilAsserted(() -> assertThat(told).contains("JMX.mbean.registered " + come));

        // when
        bridge.port().remove("az1/i-3");

        // then
        Awaitility.await().untilAsserted(() -> assertThat(told).contains("JMX.mbean.unregistered " + come));
        assertThat(Set.copyOf(told)).hasSameSizeAs(told);
    }

    @Test
    void aSumThatDoesNotFitItsTypeIsLeftOutOfManyAndSaysWhyAlone() throws IOException, JMException {
        ObjectName all = name("samples:type=Everything");
        assertThat(shop.getAttributes(all, new String[] {"Counts", "Number"}).asList())
                .extracting(Attribute::getName)
                .containsExactly("Number");
        assertThatThrownBy(() -> shop.getAttribute(all, "Counts"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a java.lang.Long");
    }

    @Test
    void aToolThatReadsEveryMBeanWholeTakesFewCalls() throws IOException, JMException {
        // given
        Bridge lasting = Bridge.start(bridge.port(), Bridge.settings(Duration.ofMinutes(1)));
        MBeanServerConnection own = lasting.connect(ViewName.federated("shop"));
        int before = bridge.port().calls();

        // when
        Set<ObjectName> names = readAll(own);

        // then
        assertThat(names).hasSizeGreaterThan(60);
        assertThat(bridge.port().calls() - before).isLessThan(15);
        lasting.close();
    }

    private static Set<ObjectName> readAll(MBeanServerConnection connection) throws IOException, JMException {
        Set<ObjectName> names = connection.queryNames(null, null);
        connection.queryMBeans(null, null);
        for (ObjectName bean : names) {
            connection.getAttributes(
                    bean,
                    Stream.of(connection.getMBeanInfo(bean).getAttributes())
                            .filter(MBeanAttributeInfo::isReadable)
                            .map(MBeanAttributeInfo::getName)
                            .toArray(String[]::new));
        }
        return names;
    }
}
