package io.farspan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Writes the page {@code RESULTS.md}, with one section for each run of all benches, the newest first. */
record ResultsPage(LocalDate date, String commit, String machine, List<BenchRun> runs) {

    private static final String SECTION = "## ";
    private static final String HEAD =
            """
            # Results

            What `infra/bench.sh all` measured, each figure beside its peers in the same run. Newest first. What each figure is,
            and what its times count, is in the [README](README.md); targets are those of the design.

            """;

    /** Inserts this run's section before the earlier ones. */
    void addTo(Path file) throws IOException {
        String before = Files.exists(file) ? Files.readString(file) : HEAD;
        int first = before.startsWith(SECTION) ? 0 : before.indexOf("\n" + SECTION) + 1;
        String earlier = first > 0 ? before.substring(first) : "";
        Files.writeString(file, HEAD + section() + (earlier.isEmpty() ? "" : "\n" + earlier));
    }

    /** This run's section. */
    String section() {
        StringBuilder text = new StringBuilder();
        text.append(SECTION).append(date).append(", commit ").append(commit).append("\n\n");
        text.append(machine).append("\n\n");
        text.append("| bench | figure | measured | peers | target | | times |\n|---|---|---|---|---|---|---|\n");
        for (BenchRun run : runs) {
            run.failure()
                    .ifPresentOrElse(
                            why -> text.append("| `")
                                    .append(run.bench())
                                    .append("` | **failed** | | | | **failed** | |\n"),
                            () -> rows(run, text));
        }
        list(
                text,
                "Failed",
                runs.stream()
                        .flatMap(run -> run.failure().map(why -> run.bench() + ": " + why).stream())
                        .toList());
        list(
                text,
                "Not met",
                runs.stream().flatMap(run -> run.notMet().stream()).toList());
        return text.toString();
    }

    private static void rows(BenchRun run, StringBuilder text) {
        Figures figures = run.figures();
        for (String name : figures.names()) {
            Optional<Target> target = Target.of(run.bench(), name);
            String verdict = target.map(it -> it.isMetBy(figures.get(name)) ? "met" : "**not met**")
                    .orElse("");
            text.append("| `%s` | %s | %s | %s | %s | %s | %s |%n"
                    .formatted(
                            run.bench(),
                            name,
                            figures.get(name),
                            String.join(", ", figures.peers(name)),
                            target.map(Target::toString).orElse(""),
                            verdict,
                            figures.times()));
        }
    }

    private static void list(StringBuilder text, String title, List<String> lines) {
        text.append("\n").append(title).append(": ").append(lines.isEmpty() ? "nothing.\n" : "\n\n");
        lines.forEach(line -> text.append("- ").append(line).append("\n"));
    }
}
