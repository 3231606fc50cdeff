package io.farspan.telemetry.export;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RefusalLogTest {

    private final List<String> lines = new ArrayList<>();
    private final Logger logger = Logger.getLogger(RefusalLog.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(record.getMessage());
        }

        @Override
        public void flush() {
            // they are there already
        }

        @Override
        public void close() {
            // nothing is open
        }
    };
    private long clock;

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
    }

    @Test
    void aReceiverThatRefusesEverythingHasALineAMinute() {
        // given
        RefusalLog log = new RefusalLog("sending the logs of shop", () -> clock);

        // when
        for (int batch = 0; batch < 100; batch++) {
            log.add(org.jboss.logging.Logger.Level.ERROR, 5, "batch " + batch);
            log.flush();
        }

        // then
        assertThat(lines).containsExactly("batch 0");
        clock += Duration.ofMinutes(1).toNanos();
        log.flush();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).contains("99 more requests", "refused 495 records");
    }
}
