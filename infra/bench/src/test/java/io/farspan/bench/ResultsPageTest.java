package io.farspan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ResultsPageTest {

    @TempDir
    private Path folder;

    @Test
    void eachFigureStandsBesideItsPeersAndItsTarget() {
        assertThat(page("2026-11-29", run("exporter", Map.of("warm_ratio", "1.2", "warm_ratio@plain_rmi", "0.9")))
                        .section())
                .contains("| `exporter` | warm_ratio | 1.2 | plain rmi 0.9 | ≤ 1.5 | met | 1 |");
    }

    @Test
    void whatIsNotMetAndWhatWasNotMeasuredIsListed() {
        assertThat(page("2026-11-29", run("exporter", Map.of("warm_ratio", "5.9")))
                        .section())
                .contains("| `exporter` | warm_ratio | 5.9 |  | ≤ 1.5 | **not met** | 1 |")
                .contains("- exporter: warm_ratio is 5.9, target ≤ 1.5")
                .contains("- exporter: first_scrape_ms was not measured, target ≤ 5000");
    }

    @Test
    void aBenchThatFailedIsListedAndMissesNoTarget() {
        // given
        BenchRun failed =
                new BenchRun("list", new Figures(Map.of()), Optional.of("it ended with 1"), Duration.ofSeconds(3));

        // then
        assertThat(page("2026-11-29", failed).section())
                .contains("| `list` | **failed** |")
                .contains("Failed: \n\n- list: it ended with 1")
                .endsWith("Not met: nothing.\n");
    }

    @Test
    void earlierSectionsStayBelow() throws IOException {
        // given
        Path file = folder.resolve("RESULTS.md");
        Files.writeString(file, "# Results\n\nOld words.\n\n## 2026-11-26, issue 12\n\nkept\n");

        // when
        page("2026-11-28", run("first", Map.of("first_ratio", "2"))).addTo(file);
        page("2026-11-29", run("first", Map.of("first_ratio", "4"))).addTo(file);

        // then
        String text = Files.readString(file);
        assertThat(text.lines().filter(line -> line.startsWith("## ")))
                .containsExactly("## 2026-11-29, commit abc", "## 2026-11-28, commit abc", "## 2026-11-26, issue 12");
        assertThat(text).startsWith("# Results\n").endsWith("kept\n").doesNotContain("Old words");
    }

    private static ResultsPage page(String date, BenchRun... runs) {
        return new ResultsPage(LocalDate.parse(date), "abc", "2 processors.", List.of(runs));
    }

    private static BenchRun run(String bench, Map<String, String> figures) {
        return new BenchRun(bench, new Figures(figures), Optional.empty(), Duration.ofSeconds(3));
    }
}
