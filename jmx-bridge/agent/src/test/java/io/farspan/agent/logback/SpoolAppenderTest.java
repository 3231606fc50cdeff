package io.farspan.agent.logback;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.agent.logging.EventSink;
import io.farspan.agent.spool.Records;
import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolSize;

import static org.assertj.core.api.Assertions.assertThat;

class SpoolAppenderTest {

    @TempDir
    Path folder;

    @Test
    void aValueThatLogsItselfIsOneRecordMore() throws Exception {
        // given
        try (Spool spool = Spool.open(folder, SpoolSize.of(32 << 20), Clock.systemUTC(), "")) {
            Logger log = loggerInto(spool);
            Object order = new Object() {
                @Override
                public String toString() {
                    log.atDebug().addKeyValue("order", this).log("inside");
                    return "an order";
                }
            };

            // when
            log.atInfo().addKeyValue("order", order).log("outside");
            spool.tick();

            // then
            Records records = Records.of(spool);
            assertThat(records.messages()).containsExactly("inside", "outside");
            assertThat(records.all().get(0).has("a")).isFalse();
            assertThat(records.all().get(1).at("/a/order").asText()).isEqualTo("an order");
        }
    }

    @Test
    void eventsThatCannotBeReadAreAGap() throws Exception {
        // given
        try (Spool spool = Spool.open(folder, SpoolSize.of(32 << 20), Clock.systemUTC(), "")) {
            Logger log = loggerInto(spool);
            LoggingEvent timeless = new LoggingEvent() {
                @Override
                public Instant getInstant() {
                    throw new OutOfMemoryError("made up");
                }
            };
            timeless.setLevel(Level.INFO);

            // when
            log.callAppenders(timeless);
            spool.tick();

            // then
            assertThat(Records.of(spool).gaps()).containsExactly("QUEUE_FULL");
        }
    }

    private static Logger loggerInto(Spool spool) {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        SpoolAppender appender = new SpoolAppender(new EventSink(spool), () -> {});
        appender.setContext(context);
        Logger log = context.getLogger("shop.Orders");
        log.addAppender(appender);
        return log;
    }
}
