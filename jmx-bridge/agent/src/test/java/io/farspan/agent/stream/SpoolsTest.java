package io.farspan.agent.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.agent.spool.Keeper;
import io.farspan.agent.spool.Records;
import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SpoolsTest {

    @TempDir
    Path folder;

    @Test
    void aSpoolThatCouldNotBeOpenedSaysSinceWhen() throws Exception {
        // given
        Path blocked = folder.resolve("spool").resolve("logback");
        try (Spools spools = spools()) {
            Files.createFile(blocked);
            assertThatThrownBy(() -> spools.open("logback", Kind.LOG)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> spools.open("logback", Kind.LOG)).isInstanceOf(IOException.class);
            Files.delete(blocked);

            // when
            Spool spool = spools.open("logback", Kind.LOG);
            spools.open("logback", Kind.LOG);
            spool.tick();

            // then
            Records records = Records.of(spool);
            assertThat(records.gaps()).containsExactly("DISK_FULL");
            assertThat(records.gap().get("from").asText()).startsWith("the first failure to open the spool, 2");
            assertThat(records.gap().get("to").asText()).startsWith("its opening, 2");
        }
    }

    @Test
    void aSpoolWithoutASourceLosesNothingWhileItCannotBeReopened() throws Exception {
        // given
        Path blocked = folder.resolve("spool").resolve("logback");
        try (Spools spools = spools()) {
            Files.createFile(blocked);
            assertThatThrownBy(() -> spools.reopen("logback", Kind.LOG)).isInstanceOf(IOException.class);
            Files.delete(blocked);

            // when
            Spool spool = spools.open("logback", Kind.LOG);
            spool.tick();

            // then
            assertThat(Records.of(spool).gaps()).isEmpty();
        }
    }

    private Spools spools() throws IOException {
        return Spools.in(folder.resolve("spool"), SpoolSize.of(32 << 20), new Keeper(() -> {}));
    }
}
