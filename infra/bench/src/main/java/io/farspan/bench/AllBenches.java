package io.farspan.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.farspan.local.process.Child;

/**
 * Runs benches one after another, each in a process of its own, so that one that fails, hangs or fills its heap costs only
 * its own figures.
 */
final class AllBenches {

    private static final Duration LIMIT = Duration.ofMinutes(25);
    private static final int TAIL = 20;

    private final Path logs;
    private final boolean quick;

    AllBenches(Path logs, boolean quick) {
        this.logs = logs;
        this.quick = quick;
    }

    /** Runs the given benches and prints a line about each as it ends. */
    List<BenchRun> run(Set<String> benches) throws IOException, InterruptedException {
        Files.createDirectories(logs);
        List<BenchRun> runs = new ArrayList<>();
        for (String bench : benches) {
            BenchRun run = run(bench, command(bench));
            runs.add(run);
            System.out.printf(
                    "%-18s %4d s  %s%n",
                    bench,
                    run.took().toSeconds(),
                    run.failure().map(why -> "FAILED: " + why).orElseGet(() -> summary(run.figures())));
        }
        return runs;
    }

    /** Runs one bench by a command that prints its figures at the end. */
    BenchRun run(String bench, List<String> command) throws IOException, InterruptedException {
        Path log = logs.resolve(bench.replace(' ', '-') + ".log");
        long started = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Thread end = new Thread(process::destroy, "end of " + bench);
        Runtime.getRuntime().addShutdownHook(end);
        boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        Runtime.getRuntime().removeShutdownHook(end);
        List<String> output = Files.readAllLines(log);
        Figures figures = Figures.parse(output);
        Optional<String> failure = failure(ended, process.exitValue(), figures, output);
        if (failure.isPresent()) {
            output.subList(Math.max(0, output.size() - TAIL), output.size())
                    .forEach(line -> System.out.println("    " + line));
        }
        return new BenchRun(bench, figures, failure, Duration.ofNanos(System.nanoTime() - started));
    }

    private Optional<String> failure(boolean ended, int exit, Figures figures, List<String> output) {
        if (!ended) {
            return Optional.of("it did not end within " + LIMIT.toMinutes() + " minutes");
        }
        if (exit != 0) {
            return Optional.of("it ended with " + exit + ", "
                    + output.stream()
                            .filter(line -> line.contains("Exception") || line.contains("Error"))
                            .findFirst()
                            .map(line -> line.substring(0, Math.min(200, line.length())))
                            .orElse("its log says why"));
        }
        return figures.values().isEmpty() ? Optional.of("it ended without figures") : Optional.empty();
    }

    private List<String> command(String bench) {
        List<String> command = new ArrayList<>(List.of(Child.java()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-D" + Effort.PROPERTY + "=" + (quick ? Effort.QUICK : Effort.ALL));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bench.class.getName()));
        command.addAll(List.of(bench.split(" ")));
        return command;
    }

    private static String summary(Figures figures) {
        return String.join(
                " ",
                figures.names().stream()
                        .map(name -> name + "=" + figures.get(name))
                        .toList());
    }
}
