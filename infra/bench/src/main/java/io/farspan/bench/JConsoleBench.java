package io.farspan.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;
import io.farspan.protocol.call.InstanceId;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapChange;

/**
 * Recorded calls of JConsole, replayed against one JVM: over plain RMI with a round trip, and through a bridge beside
 * the tool whose function is that round trip away. Concurrent calls are replayed concurrently. Connecting is included.
 */
final class JConsoleBench implements Bench.Measurement {

    private static final List<Integer> ROUND_TRIPS = Pattern.compile(",")
            .splitAsStream(System.getProperty("farspan.bench.round-trips", Effort.isQuick() ? "10" : "0,50,150"))
            .map(Integer::valueOf)
            .toList();
    private static final int REFRESHES = 3;
    private static final int WARM = Effort.of(3, 1);
    private static final int REPEATS = Effort.repetitions(5, 3);
    /** The pause between refreshes, longer than the bridge caches values, so that every refresh reads them again. */
    private static final Duration PAUSE = Duration.ofMillis(1_200);

    @Override
    public Map<String, String> run() throws Exception {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("n", Integer.toString(REPEATS));
        Recording recording = null;
        for (int roundTrip : ROUND_TRIPS) {
            StackOptions options = StackOptions.usual().withInstances(1).withRoundTrip(Duration.ofMillis(roundTrip));
            try (LocalStack stack = LocalStack.start(options, line -> {});
                    JmxPeer jvm = JmxPeer.start(stack.work(), Duration.ofMillis(roundTrip))) {
                if (recording == null) {
                    recording = Recording.make(stack.work(), REFRESHES);
                    System.out.println("recorded: connecting with "
                            + recording.phases().get(0).size() + " calls, refreshes with "
                            + recording.phases().stream()
                                    .skip(1)
                                    .map(List::size)
                                    .toList());
                }
                register(stack, jvm);
                figures.putAll(compare(stack, jvm, recording, roundTrip));
            }
        }
        figures.put("calls", Integer.toString(recording == null ? 0 : recording.calls()));
        return figures;
    }

    private static Map<String, String> compare(LocalStack stack, JmxPeer jvm, Recording recording, int roundTrip)
            throws Exception {
        Connection plain = new Connection("plain RMI", jvm.url(), Map.of());
        Connection bridge =
                new Connection("the bridge", stack.jmx("shop/dc1/peer"), Map.of(JMXConnector.CREDENTIALS, new String[] {
                    "operator", stack.password()
                }));
        for (int i = 0; i < (roundTrip == 0 ? Effort.of(5, 1) * WARM : WARM); i++) {
            replay(plain, recording, Duration.ZERO);
            replay(bridge, recording, Duration.ZERO);
        }
        Times plainTimes = new Times();
        Times bridgeTimes = new Times();
        for (int i = 0; i < REPEATS; i++) {
            plainTimes.add(replay(plain, recording, PAUSE));
            bridgeTimes.add(replay(bridge, recording, PAUSE));
        }
        plainTimes.print(roundTrip + " ms, " + plain.name);
        bridgeTimes.print(roundTrip + " ms, " + bridge.name);
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("ms_at_" + roundTrip + "ms", millis(bridgeTimes.all));
        figures.put("ms_at_" + roundTrip + "ms@plain_rmi", millis(plainTimes.all));
        figures.put(
                "ratio_at_" + roundTrip + "ms",
                String.format(Locale.ROOT, "%.3f", bridgeTimes.all.millis(50) / plainTimes.all.millis(50)));
        return figures;
    }

    private static String millis(Samples samples) {
        return String.format(Locale.ROOT, "%.1f", samples.millis(50));
    }

    /** The times over one connection. */
    private static final class Times {
        final Samples connecting = new Samples();
        final Samples refreshing = new Samples();
        final Samples all = new Samples();

        void add(List<Long> phases) {
            connecting.add(phases.get(0));
            phases.stream().skip(1).forEach(refreshing::add);
            all.add(phases.stream().mapToLong(Long::longValue).sum());
        }

        void print(String what) {
            connecting.print(what + ": connecting");
            refreshing.print(what + ": one refresh");
            all.print(what + ": connecting and " + REFRESHES + " refreshes");
        }
    }

    /** A connection to a JVM, plain or through the bridge. */
    private record Connection(String name, String url, Map<String, Object> environment) {

        @SuppressWarnings("BanJNDI") // both registries are this measurement's own, on loopback
        JMXConnector connect() throws IOException {
            return JMXConnectorFactory.connect(new JMXServiceURL(url), environment);
        }
    }

    /** The times of connecting with its calls, and of each refresh. */
    private static List<Long> replay(Connection measured, Recording recording, Duration pause) throws Exception {
        ExecutorService lanes = Executors.newCachedThreadPool();
        List<Long> times = new ArrayList<>();
        long started = System.nanoTime();
        try (JMXConnector connector = measured.connect()) {
            MBeanServerConnection connection = connector.getMBeanServerConnection();
            long[] threads = new long[0];
            for (List<RecordedCall> phase : recording.phases()) {
                if (!times.isEmpty()) {
                    TimeUnit.MILLISECONDS.sleep(pause.toMillis());
                    started = System.nanoTime();
                }
                if (threads.length == 0) {
                    threads = (long[])
                            connection.getAttribute(new ObjectName("java.lang:type=Threading"), "AllThreadIds");
                }
                phase(connection, phase, threads, lanes);
                times.add(System.nanoTime() - started);
            }
        } finally {
            lanes.shutdownNow();
        }
        return times;
    }

    private static void phase(
            MBeanServerConnection connection, List<RecordedCall> calls, long[] threads, ExecutorService pool)
            throws Exception {
        Map<Integer, List<RecordedCall>> lanes = new TreeMap<>();
        calls.forEach(call ->
                lanes.computeIfAbsent(call.lane(), lane -> new ArrayList<>()).add(call));
        List<Future<?>> running = new ArrayList<>();
        for (List<RecordedCall> lane : lanes.values()) {
            running.add(pool.submit(() -> {
                for (RecordedCall call : lane) {
                    try {
                        call.replay(connection, threads);
                    } catch (JMException e) {
                        throw new IllegalStateException(call + " fails, although it succeeded when it was recorded", e);
                    }
                }
                return null;
            }));
        }
        for (Future<?> lane : running) {
            lane.get();
        }
    }

    private static void register(LocalStack stack, JmxPeer jvm) throws IOException, InterruptedException {
        try (LocationMap map = LocationMapProvider.createFrom(stack.mapConfig())) {
            InstanceEntry entry = new InstanceEntry(
                    InstanceId.parse("dc1/peer"),
                    InetAddress.getLoopbackAddress().getHostAddress(),
                    jvm.jolokia(),
                    InstanceEntry.State.UP,
                    Map.of());
            map.head("shop")
                    .chain(head -> map.commit(MapChange.of(head, List.of(new MapChange.PutInstance(entry)))))
                    .await()
                    .atMost(Duration.ofSeconds(5));
        }
        stack.child("router").await(Pattern.compile("shop has (4) instances to connect to"), Duration.ofSeconds(30));
    }
}
