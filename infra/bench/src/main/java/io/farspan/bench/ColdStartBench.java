package io.farspan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.farspan.local.azure.FunctionsHost;
import io.farspan.local.lambda.LambdaHost;
import io.farspan.local.process.Child;
import io.farspan.local.stack.Artefacts;
import io.farspan.protocol.token.SigningKey;

/**
 * The time from the start of the JVM until the packaged functions can be called, compared with an empty Quarkus Lambda.
 * The Lambda's initialisation ends with its runtime's first request for an event, as AWS counts it.
 */
final class ColdStartBench implements Bench.Measurement {

    private static final int ROUNDS = Effort.of(15, 1);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern INIT = Pattern.compile("INIT ([0-9]+) ms");
    private static final Pattern LISTENING = Pattern.compile("LISTENING ([0-9]+)");

    private final Artefacts artefacts = Artefacts.find();

    @Override
    public Map<String, String> run() throws IOException, InterruptedException {
        Path empty = artefacts.root().resolve("infra/bench/empty-lambda/target/function.zip");
        Path work = Files.createTempDirectory("coldstart");
        Samples lambda = new Samples();
        Samples emptyLambda = new Samples();
        Samples azure = new Samples();
        for (int round = 0; round < ROUNDS; round++) {
            lambda.add(lambda(artefacts.lambda(), work.resolve("lambda-" + round)));
            emptyLambda.add(lambda(empty, work.resolve("empty-" + round)));
            azure.add(azure(work.resolve("azure-" + round)));
        }
        lambda.print("Lambda, from JVM start to its first request for an event");
        emptyLambda.print("empty Quarkus Lambda, the same");
        azure.print("Azure function app, from JVM start to listening");
        System.out.printf(
                Locale.ROOT,
                "packages: function.zip %.1f MB, empty %.1f MB, Azure folder %.1f MB%n",
                Files.size(artefacts.lambda()) / 1e6,
                Files.size(empty) / 1e6,
                folder(artefacts.azure()) / 1e6);
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("n", Integer.toString(ROUNDS));
        figures.put("lambda_init_ms", millis(lambda));
        figures.put("lambda_init_ms@empty", millis(emptyLambda));
        figures.put("azure_init_ms", millis(azure));
        figures.put("package_mb", String.format(Locale.ROOT, "%.1f", Files.size(artefacts.lambda()) / 1e6));
        figures.put("package_mb@empty", String.format(Locale.ROOT, "%.1f", Files.size(empty) / 1e6));
        figures.put("azure_package_mb", String.format(Locale.ROOT, "%.1f", folder(artefacts.azure()) / 1e6));
        figures.put("ratio_to_empty", String.format(Locale.ROOT, "%.3f", lambda.millis(50) / emptyLambda.millis(50)));
        return figures;
    }

    private long lambda(Path zip, Path work) throws IOException, InterruptedException {
        Files.createDirectories(work);
        try (Child host = start(
                work,
                LambdaHost.class,
                List.of(zip.toString(), artefacts.runtimeInterfaceClient().toString(), work.toString()))) {
            return Duration.ofMillis(Long.parseLong(host.await(INIT, LIMIT))).toNanos();
        }
    }

    private long azure(Path work) throws IOException, InterruptedException {
        Files.createDirectories(work);
        try (Child host =
                start(work, FunctionsHost.class, List.of(artefacts.azure().toString()))) {
            host.await(LISTENING, LIMIT);
            return Duration.ofMillis(Long.parseLong(host.await(INIT, LIMIT))).toNanos();
        }
    }

    private Child start(Path work, Class<?> host, List<String> arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Child.java(),
                                "-Xmx384m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                artefacts.localClasspath(),
                                host.getName()),
                        arguments.stream())
                .toList();
        Map<String, String> settings = Map.of(
                "FARSPAN_LOCATION", "aws1",
                "FARSPAN_TRUSTED_KEYS", SigningKey.generate().publicKey(),
                "FARSPAN_MAP_ZONE", "map.farspan.test",
                "FARSPAN_MAP_SERVERS", "127.0.0.1:53");
        return Child.start(host.getSimpleName(), work.resolve("host.log"), settings, command);
    }

    private static long folder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long size = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                size += Files.size(file);
            }
            return size;
        }
    }

    private static String millis(Samples samples) {
        return String.format(Locale.ROOT, "%.0f", samples.millis(50));
    }
}
