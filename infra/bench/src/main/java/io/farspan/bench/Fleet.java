package io.farspan.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.farspan.local.process.Child;
import io.farspan.local.stack.Artefacts;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.MapSeed;
import io.farspan.protocol.call.InstanceId;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;

/** A second application of a stack whose many instances, spread over its locations, are {@link Responders}. */
final class Fleet implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Pattern PORTS = Pattern.compile("PORTS ([0-9,]+);");

    private final Child process;
    private final List<Integer> ports;

    private Fleet(Child process, List<Integer> ports) {
        this.process = process;
        this.ports = ports;
    }

    /** Starts {@code count} instances that answer with the content of {@code answer}, and registers them in the map. */
    static Fleet start(LocalStack stack, String application, int count, Path answer, int megabytes)
            throws IOException, InterruptedException {
        Child process = Child.start(
                "responders",
                stack.work().resolve("responders.log"),
                Map.of(),
                List.of(
                        Child.java(),
                        "-Xmx" + megabytes + "m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        Artefacts.find().localClasspath(),
                        Responders.class.getName(),
                        Integer.toString(count),
                        answer.toString()));
        List<Integer> ports = Pattern.compile(",")
                .splitAsStream(process.await(PORTS, START))
                .map(Integer::parseInt)
                .toList();
        Fleet fleet = new Fleet(process, ports);
        fleet.writeInto(stack, application);
        return fleet;
    }

    /** Registers these instances for one more application. */
    void writeInto(LocalStack stack, String application) throws IOException {
        List<String> locations = List.copyOf(LocalStack.LOCATIONS.keySet());
        List<InstanceEntry> instances = IntStream.range(0, ports.size())
                .mapToObj(i -> new InstanceEntry(
                        new InstanceId(locations.get(i % locations.size()), "i-" + i),
                        "127.0.0.1",
                        ports.get(i),
                        InstanceEntry.State.UP,
                        Map.of()))
                .toList();
        try (LocationMap map = LocationMapProvider.createFrom(stack.mapConfig())) {
            Map<String, FunctionEndpoint> functions =
                    map.routes("shop").await().atMost(LIMIT).functions();
            new MapSeed(map, LocalStack.ZONE, Optional.empty()).create(application, functions, instances);
        }
    }

    /** The port of the agent of the shop's first instance in a location. */
    static int agentOfShop(LocalStack stack, String location) {
        try (LocationMap map = LocationMapProvider.createFrom(stack.mapConfig())) {
            return map.instances("shop", location)
                    .await()
                    .atMost(LIMIT)
                    .instances()
                    .get(0)
                    .port();
        }
    }

    /** The ports of the instances' agents. */
    List<Integer> ports() {
        return ports;
    }

    @Override
    public void close() {
        process.close();
    }
}
