package io.farspan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import io.farspan.local.process.Child;
import io.farspan.local.shop.Shop;
import io.farspan.local.stack.Artefacts;

/** The sample application as a process of its own, which takes orders as fast as it can or at a rate; it logs each. */
final class LoadedShop implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 4;
    private static final String FULL = "the order queue is full";

    private final Child process;
    private final List<RawHttp> connections = new ArrayList<>();
    private final ExecutorService customers = Executors.newFixedThreadPool(CONNECTIONS);
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> p99s = new ArrayList<>();

    private LoadedShop(Child process) {
        this.process = process;
    }

    /** Starts one with further arguments for its JVM, which name its agents. */
    static LoadedShop start(Path work, String name, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Child.java(), "-Xmx256m", "-XX:+UseSerialGC", "-Dsun.net.httpserver.nodelay=true"));
        command.addAll(arguments);
        command.addAll(List.of(
                "-cp",
                Artefacts.find().localClasspath(),
                Shop.class.getName(),
                name,
                "0",
                work.resolve(name + ".app.log").toString()));
        LoadedShop shop = new LoadedShop(Child.start("shop, " + name, work.resolve(name + ".log"), Map.of(), command));
        int port = Integer.parseInt(shop.await(Pattern.compile("LISTENING ([0-9]+)")));
        for (int i = 0; i < CONNECTIONS; i++) {
            shop.connections.add(new RawHttp("127.0.0.1", port, "/orders", "", "1"));
        }
        return shop;
    }

    /** The first group of the first line of its output that has the pattern. */
    String await(Pattern pattern) throws IOException, InterruptedException {
        return process.await(pattern, START);
    }

    /** Gives it orders as fast as it takes them; the orders per second. */
    double load(Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        long started = System.nanoTime();
        long orders = all(connection -> {
            long made = 0;
            while (System.nanoTime() < end) {
                made += order(connection) ? 1 : 0;
            }
            return made;
        });
        return orders / ((System.nanoTime() - started) / 1e9);
    }

    /**
     * Gives it orders at a rate for a time; the 99th percentile of milliseconds. An order's time begins when it is due, and
     * not when a connection is free for it.
     */
    double p99(double perSecond, Duration time) throws Exception {
        long interval = (long) (1e9 * CONNECTIONS / perSecond);
        long count = time.toNanos() / interval;
        Samples samples = new Samples();
        long begin = System.nanoTime();
        all(connection -> {
            long due = begin + (long) (Math.random() * interval);
            for (long order = 0; order < count; order++, due += interval) {
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                order(connection);
                long nanos = System.nanoTime() - due;
                synchronized (samples) {
                    samples.add(nanos);
                }
            }
            return count;
        });
        return samples.millis(99);
    }

    /** Measures both once and keeps them for {@link #rates} and {@link #p99s}. */
    void round(double perSecond, Duration time) throws Exception {
        rates.add(load(time));
        p99s.add(p99(perSecond, time));
    }

    /** The orders per second of each round. */
    List<Double> rates() {
        return List.copyOf(rates);
    }

    /** The 99th percentile of each round. */
    List<Double> p99s() {
        return List.copyOf(p99s);
    }

    /** Whether it was taken: when four connections want every core, the shop's one worker may fall behind. */
    private static boolean order(RawHttp connection) throws IOException {
        try {
            connection.ask();
            return true;
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains(FULL)) {
                return false;
            }
            throw e;
        }
    }

    /** A connection's part in the load. */
    private interface Customer {
        long order(RawHttp connection) throws IOException;
    }

    private long all(Customer customer) throws Exception {
        List<Callable<Long>> tasks = new ArrayList<>();
        connections.forEach(connection -> tasks.add(() -> customer.order(connection)));
        long orders = 0;
        for (Future<Long> task : customers.invokeAll(tasks)) {
            orders += task.get();
        }
        return orders;
    }

    @Override
    public void close() {
        customers.shutdownNow();
        for (RawHttp connection : connections) {
            try {
                connection.close();
            } catch (IOException e) {
                // It ends anyway.
            }
        }
        process.close();
    }

    /** Removes a folder with everything in it. */
    static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
