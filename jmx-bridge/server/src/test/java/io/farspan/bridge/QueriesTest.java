package io.farspan.bridge;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;

import javax.management.AttributeValueExp;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.Query;
import javax.management.QueryExp;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.farspan.bridge.view.ViewName;
import io.farspan.protocol.call.InstanceId;

import static io.farspan.bridge.SampleMBeans.name;
import static org.assertj.core.api.Assertions.assertThat;

/** Queries through the bridge select what the MBean server itself selects. */
class QueriesTest {

    private static final MBeanServer own = ManagementFactory.getPlatformMBeanServer();
    private static LocalAgent agent;
    private static Bridge bridge;
    private static MBeanServerConnection connection;

    @BeforeAll
    static void start() throws IOException, JMException {
        SampleMBeans.register();
        agent = LocalAgent.start();
        bridge = Bridge.start(new DirectAgentPort().with("dc1/i-1", agent.url()));
        connection = bridge.connect(ViewName.of("shop", InstanceId.parse("dc1/i-1")));
    }

    @AfterAll
    static void stop() throws IOException {
        bridge.close();
        agent.close();
    }

    static List<QueryExp> queries() {
        AttributeValueExp type = Query.attr("Type");
        return List.of(
                Query.match(type, Query.value("NON*")),
                Query.eq(type, Query.value("HEAP")),
                Query.not(Query.eq(type, Query.value("HEAP"))),
                Query.or(
                        Query.eq(Query.attr("Number"), Query.value(-7)),
                        Query.eq(Query.attr("Guarded"), Query.value(1))),
                Query.and(Query.gt(Query.attr("Small"), Query.value(5)), Query.lt(Query.attr("Octet"), Query.value(0))),
                Query.between(Query.attr("Precise"), Query.value(0.3), Query.value(0.4)),
                Query.in(
                        Query.attr("Unit"),
                        new javax.management.ValueExp[] {Query.value("SECONDS"), Query.value("DAYS")}),
                Query.initialSubString(Query.attr("VmName"), Query.value("OpenJDK")),
                Query.isInstanceOf(Query.value("java.lang.management.MemoryPoolMXBean")),
                Query.isInstanceOf(Query.value("javax.management.NotificationBroadcaster")),
                Query.eq(Query.classattr(), Query.value(SampleMBeans.Plain.class.getName())),
                Query.geq(Query.plus(Query.attr("Number"), Query.value(10)), Query.value(3)),
                Query.eq(Query.attr("Usage.init"), Query.value(0L)),
                Query.anySubString(Query.attr("Name"), Query.value("Code")),
                name("java.lang:type=MemoryPool,*"));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void theSameSelection(QueryExp query) throws IOException {
        assertThat(connection.queryNames(null, query)).isEqualTo(own.queryNames(null, query));
        assertThat(connection.queryMBeans(name("java.lang:*"), query))
                .isEqualTo(own.queryMBeans(name("java.lang:*"), query));
    }

    @Test
    void aQueryOverManyMBeansTakesFewCalls() throws IOException {
        connection.queryNames(null, null);
        int before = bridge.port().calls();
        connection.queryNames(new ObjectName[] {null}[0], Query.eq(Query.attr("Type"), Query.value("HEAP")));
        assertThat(bridge.port().calls() - before).isLessThanOrEqualTo(4);
    }
}
