package io.farspan.bench;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RsyslogPeerTest {

    private static final Path WORK = Path.of("/work");

    @Test
    void theForwarderTagsEachFileByItsNumber() {
        assertThat(RsyslogPeer.forwarder(
                        RsyslogSetup.QUEUED, WORK, 2514, List.of(WORK.resolve("a.log"), WORK.resolve("b.log"))))
                .contains("file=\"/work/a.log\" tag=\"s0:\"", "file=\"/work/b.log\" tag=\"s1:\"", "port=\"2514\"");
    }

    @Test
    void theReceiverWritesToTheTableOfItsSetup() {
        assertThat(RsyslogPeer.receiver(
                        RsyslogSetup.CONFIRMED, WORK, 2514, "jdbc:postgresql://127.0.0.1:5433/postgres?user=postgres"))
                .contains(
                        "insert into rsyslog_confirmed_record ",
                        "queue.type=\"Direct\"",
                        "server=\"127.0.0.1\" port=\"5433\" db=\"postgres\" user=\"postgres\"");
    }

    @Test
    void aStoreThatItCannotBeToldOfIsNamed() {
        assertThatThrownBy(() -> RsyslogPeer.receiver(RsyslogSetup.QUEUED, WORK, 2514, "jdbc:h2:mem"))
                .hasMessageContaining("jdbc:h2:mem");
    }
}
