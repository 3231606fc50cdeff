package io.farspan.agent.logging;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.agent.spool.Records;
import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class JulHandlerTest {

    @TempDir
    Path folder;

    @Test
    void anErrorWhileTheTextIsMadeNeverReachesTheApplication() throws Exception {
        // given
        LogRecord event = new LogRecord(Level.INFO, "placed {0}");
        event.setParameters(new Object[] {
            new Object() {
                @Override
                public String toString() {
                    throw new OutOfMemoryError("made up");
                }
            }
        });

        // when, then
        try (Spool spool = Spool.open(folder, new SpoolSize(4096, 5 * 4096), Clock.systemUTC(), "")) {
            assertThatCode(() -> new JulHandler(spool).publish(event)).doesNotThrowAnyException();
        }
    }

    @Test
    void anEventOfWhichNoRecordCanBeMadeIsAGap() throws Exception {
        // given
        LogRecord event = new LogRecord(Level.INFO, "placed") {
            @Override
            public Instant getInstant() {
                throw new OutOfMemoryError("made up");
            }
        };

        // when
        try (Spool spool = Spool.open(folder, new SpoolSize(4096, 5 * 4096), Clock.systemUTC(), "")) {
            new JulHandler(spool).publish(event);
            spool.tick();

            // then
            assertThat(Records.of(spool).gaps()).containsExactly("QUEUE_FULL");
        }
    }
}
