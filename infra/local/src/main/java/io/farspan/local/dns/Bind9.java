package io.farspan.local.dns;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import io.farspan.local.process.Child;

/** A real {@code named} on loopback, with one zone that a TSIG key may change. */
public final class Bind9 implements AutoCloseable {

    /** The message where it is missing. */
    public static final String MISSING =
            "BIND 9 is not installed here (Debian package bind9): no named in /usr/sbin, /usr/local/sbin or /usr/bin";

    private static final Pattern RUNNING = Pattern.compile("(running)\\s*$", Pattern.MULTILINE);

    private final Child process;
    private final int port;

    private Bind9(Child process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Whether there is a {@code named}. */
    public static boolean isInstalled() {
        return find().isPresent();
    }

    /**
     * Starts one that keeps its files in {@code directory}; it answers when this returns.
     *
     * @param tsig {@code algorithm:name:base64}
     * @param port 0 for a free one
     */
    public static Bind9 start(String zone, String tsig, Path directory, int port)
            throws IOException, InterruptedException {
        Path named = find().orElseThrow(() -> new IOException(MISSING));
        int listen = port == 0 ? freePort() : port;
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve("zone.db"),
                """
                $TTL 60
                @ IN SOA ns hostmaster 1 3600 600 86400 5
                @ IN NS ns
                ns IN A 127.0.0.1
                """);
        Path configuration = directory.resolve("named.conf");
        Files.writeString(configuration, configuration(zone, tsig, directory, listen));
        Child process = Child.start(
                "named",
                directory.resolve("named.log"),
                Map.of(),
                List.of(named.toString(), "-g", "-n", "1", "-c", configuration.toString()));
        try {
            process.await(RUNNING, Duration.ofSeconds(20));
        } catch (IOException e) {
            process.close();
            throw e;
        }
        return new Bind9(process, listen);
    }

    /** {@code host:port}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Its process. */
    public Child process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }

    private static String configuration(String zone, String tsig, Path directory, int port) {
        String[] key = tsig.split(":", -1);
        return """
                key "%s" { algorithm %s; secret "%s"; };
                controls { };
                options {
                  directory "%s";
                  pid-file none;
                  session-keyfile none;
                  listen-on port %d { 127.0.0.1; };
                  listen-on-v6 { none; };
                  recursion no;
                  dnssec-validation no;
                  notify no;
                  allow-query { 127.0.0.1; };
                };
                zone "%s" { type primary; file "zone.db"; allow-update { key "%s"; }; };
                """
                .formatted(key[1], key[0], key[2], directory.toAbsolutePath(), port, zone, key[1]);
    }

    private static Optional<Path> find() {
        return List.of("/usr/sbin/named", "/usr/local/sbin/named", "/usr/bin/named").stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A port that is free now, for TCP and UDP: named does not accept port 0. */
    private static int freePort() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
            return udp.getLocalPort();
        }
    }
}
