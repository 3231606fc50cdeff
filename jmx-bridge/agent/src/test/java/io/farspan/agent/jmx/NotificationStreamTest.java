package io.farspan.agent.jmx;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.agent.spool.Records;
import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolSize;

import static org.assertj.core.api.Assertions.assertThat;

class NotificationStreamTest {

    @TempDir
    Path folder;

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();

    @Test
    void notificationsOfMBeansThatAppearLaterAndAgainAreRecordsOnce() throws Exception {
        // given
        Alarms early = new Alarms();
        Alarms other = new Alarms();
        server.registerMBean(early, new ObjectName("shop:type=Alarms,name=early"));
        server.registerMBean(other, new ObjectName("shop:type=Other"));
        server.registerMBean(new Figures(), new ObjectName("shop:type=Alarms,name=silent"));
        try (Spool spool = Spool.open(folder, new SpoolSize(4096, 5 * 4096), Clock.systemUTC(), "")) {
            new NotificationStream(server, "shop:type=Alarms,*|shop:name=early,*", spool, Clock.systemUTC()).start();

            // when
            Alarms late = new Alarms();
            server.registerMBean(late, new ObjectName("shop:type=Alarms,name=late"));
            await(early, late);
            server.unregisterMBean(new ObjectName("shop:type=Alarms,name=late"));
            Alarms again = new Alarms();
            server.registerMBean(again, new ObjectName("shop:type=Alarms,name=late"));
            await(again);
            early.send(1, "low", 17L);
            other.send(2, "not ours", null);
            again.send(4, null, new Object());

            // then
            List<JsonNode> records = records(spool);
            assertThat(records).hasSize(2);
            assertThat(records.get(0).get("m").asText()).isEqualTo("low");
            assertThat(records.get(0).get("t").asLong()).isEqualTo(1_700_000_000_000_000_000L);
            assertThat(records.get(0).get("a").toString())
                    .isEqualTo("{\"source\":\"shop:name=early,type=Alarms\",\"type\":\"shop.alarm\",\"sequence\":\"1\","
                            + "\"data\":\"17\"}");
            assertThat(records.get(1).get("m").asText()).isEmpty();
            assertThat(records.get(1).get("a").toString())
                    .isEqualTo(
                            "{\"source\":\"shop:name=late,type=Alarms\",\"type\":\"shop.alarm\",\"sequence\":\"4\"}");
        }
    }

    private static List<JsonNode> records(Spool spool) throws Exception {
        spool.tick();
        return Records.of(spool).all();
    }

    private static void await(Alarms... alarms) {
        for (Alarms one : alarms) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> one.listeners == 1);
        }
    }

    public interface AlarmsMBean {}

    /** Sends what it is told. */
    public static final class Alarms extends NotificationBroadcasterSupport implements AlarmsMBean {

        private volatile int listeners;

        @Override
        public void addNotificationListener(
                javax.management.NotificationListener listener,
                javax.management.NotificationFilter filter,
                Object handback) {
            super.addNotificationListener(listener, filter, handback);
            listeners++;
        }

        void send(long sequence, String message, Object data) {
            Notification notification = new Notification("shop.alarm", this, sequence, 1_700_000_000_000L, message);
            notification.setUserData(data);
            sendNotification(notification);
        }
    }
}
