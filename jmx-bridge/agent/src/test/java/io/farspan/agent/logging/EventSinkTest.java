package io.farspan.agent.logging;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.agent.spool.Records;
import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolSize;

import static org.assertj.core.api.Assertions.assertThat;

class EventSinkTest {

    @TempDir
    Path folder;

    @Test
    void anEventWithoutATimeIsAGap() throws Exception {
        // given
        Supplier<String> text = () -> "placed";
        Supplier<Map<String, String>> attributes = Map::of;
        try (Spool spool = Spool.open(folder, new SpoolSize(4096, 5 * 4096), Clock.systemUTC(), "")) {
            // when
            new EventSink(spool).accept(new Object[] {null, 9, "shop", "main", text, text, null, attributes});
            spool.tick();

            // then
            assertThat(Records.of(spool).gaps()).containsExactly("QUEUE_FULL");
            assertThat(Records.of(spool).messages()).isEmpty();
        }
    }
}
