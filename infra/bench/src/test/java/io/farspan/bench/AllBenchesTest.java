package io.farspan.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.local.process.Child;

import static org.assertj.core.api.Assertions.assertThat;

class AllBenchesTest {

    @TempDir
    private Path logs;

    /** A bench: ends with its figures, or as its argument says. */
    static final class Fake {

        public static void main(String[] arguments) {
            if (arguments[0].equals("throws")) {
                throw new IllegalStateException("no stack");
            }
            System.out.println("a table");
            if (arguments[0].equals("measures")) {
                System.out.println("n=2\nadded_p50_ms=0.7");
            }
        }
    }

    @Test
    void aBenchThatEndsWithFiguresHasMeasured() throws Exception {
        // when
        BenchRun run = run("measures");

        // then
        assertThat(run.failure()).isEmpty();
        assertThat(run.figures().get("added_p50_ms")).isEqualTo("0.7");
        assertThat(run.notMet()).containsExactly("overhead: throughput_ratio was not measured, target ≥ 0.3");
    }

    @Test
    void aBenchThatThrowsHasFailedAndSaysWhy() throws Exception {
        assertThat(run("throws").failure())
                .hasValueSatisfying(why -> assertThat(why).contains("ended with 1", "IllegalStateException: no stack"));
    }

    @Test
    void aBenchWithoutFiguresHasFailed() throws Exception {
        assertThat(run("says nothing").failure()).hasValue("it ended without figures");
    }

    private BenchRun run(String how) throws IOException, InterruptedException {
        return new AllBenches(logs, true)
                .run(
                        "overhead",
                        List.of(Child.java(), "-cp", System.getProperty("java.class.path"), Fake.class.getName(), how));
    }
}
