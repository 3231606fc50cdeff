package io.farspan.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.farspan.local.azure.FunctionsHost;
import io.farspan.local.lambda.LambdaHost;
import io.farspan.local.proxy.FaultProxy;
import io.farspan.provider.map.FunctionEndpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** The functions of a stack, one per location and each in the host of its kind. */
final class StackFunctions implements AutoCloseable {

    private final Run run;
    private final Processes processes;
    private final MapServer map;
    private final Map<String, FaultProxy> proxies = new LinkedHashMap<>();

    StackFunctions(Run run, Processes processes, MapServer map) {
        this.run = run;
        this.processes = processes;
        this.map = map;
    }

    /** The name under which a location's function is reached. */
    static String host(String location) {
        return "fn." + location + "." + LocalStack.ZONE;
    }

    void start(String location) throws IOException {
        String name = "function:" + location;
        Map<String, String> environment = environment(location);
        DroppedPlugins plugins = new DroppedPlugins(run);
        switch (location) {
            case "aws1" -> {
                environment.putAll(plugins.layer());
                processes.startLocal(
                        name,
                        LambdaHost.class,
                        environment,
                        List.of(
                                run.artefacts().lambda().toString(),
                                run.artefacts().runtimeInterfaceClient().toString(),
                                Files.createDirectories(lambda()).toString()));
            }
            case "az1" ->
                processes.startLocal(
                        name,
                        FunctionsHost.class,
                        environment,
                        List.of(plugins.azure().toString()));
            default -> {
                environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
                environment.put("QUARKUS_HTTP_PORT", "0");
                run.tls().ifPresent(own -> environment.putAll(own.quarkus(0)));
                processes.start(
                        name,
                        environment,
                        List.of(
                                "-Xmx256m",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-jar",
                                plugins.server().toString()));
            }
        }
    }

    private Map<String, String> environment(String location) {
        Map<String, String> environment = new HashMap<>(map.environment("function:" + location));
        environment.put("FARSPAN_LOCATION", location);
        environment.put("FARSPAN_TRUSTED_KEYS", run.secrets().signing().publicKey());
        run.tls()
                .ifPresent(own -> environment.put(
                        "FARSPAN_TRUSTED_CERTIFICATES", own.certificate().toString()));
        environment.putAll(run.options().functionVariables.getOrDefault(location, Map.of()));
        return environment;
    }

    /** What the map says of a function that has been started, as soon as it listens. */
    FunctionEndpoint endpoint(String location) throws IOException, InterruptedException {
        String kind = LocalStack.LOCATIONS.getOrDefault(location, "");
        int port = processes.port("function:" + location);
        if (run.options().rttMillis > 0 && !run.options().faults) {
            FaultProxy proxy = FaultProxy.start(port, Duration.ofMillis(run.options().rttMillis));
            proxies.put(location, proxy);
            port = proxy.port();
        }
        return new FunctionEndpoint(
                location,
                host(location),
                Optional.of(InetAddress.getLoopbackAddress()),
                port,
                kind.equals("azure") ? "/api" : "",
                kind,
                run.tls().isPresent(),
                1);
    }

    /** What a function has logged, line by line; each execution environment of a Lambda has a log of its own. */
    List<List<String>> logs(String location) throws IOException {
        List<Path> logs = new ArrayList<>(List.of(processes.log("function:" + location)));
        if (location.equals("aws1")) {
            try (Stream<Path> files = Files.walk(lambda())) {
                files.filter(file -> file.getFileName().toString().endsWith(".log"))
                        .sorted()
                        .forEach(logs::add);
            }
        }
        List<List<String>> lines = new ArrayList<>();
        for (Path log : logs) {
            lines.add(Files.readAllLines(log, ISO_8859_1));
        }
        return lines;
    }

    private Path lambda() {
        return run.work().resolve("lambda");
    }

    /** The delay proxies, by location. */
    Map<String, FaultProxy> proxies() {
        return Map.copyOf(proxies);
    }

    @Override
    public void close() {
        proxies.values().forEach(FaultProxy::close);
    }
}
