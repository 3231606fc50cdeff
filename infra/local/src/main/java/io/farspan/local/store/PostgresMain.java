package io.farspan.local.store;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import io.farspan.local.process.Child;

/**
 * {@code java … PostgresMain FOLDER PORT}: runs a PostgreSQL server on loopback until it is told to end; port 0 takes a
 * free one. Its user is {@code postgres}, without a password, its database {@code postgres}.
 */
public final class PostgresMain {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Pattern READY = Pattern.compile("(ready to accept connections)");

    private PostgresMain() {}

    /** Starts the server; it takes connections when {@code LISTENING} is printed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        Path data = folder.resolve("data");
        Path binaries = folder.resolve("binaries");
        int port = Integer.parseInt(arguments[1]);
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            port = prepare(data, binaries, port);
        }
        awaitEndOfTheLast(data.resolve("postmaster.pid"));
        Child server = start(folder.resolve("postgres.log"), command(find(binaries), data, port));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        System.out.println("LISTENING " + port);
        server.awaitEnd(Duration.ofDays(365));
    }

    /** Backends of a server that was killed hold its memory until they notice, and meanwhile no other starts. */
    private static Child start(Path log, List<String> command) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            Child server = Child.start("postgres", log, Map.of(), command);
            try {
                server.await(READY, START);
                return server;
            } catch (IOException e) {
                if (!String.valueOf(e.getMessage()).contains("still in use") || System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    /** The library unpacks and initialises. It starts servers that outlive their parent; ours must not. */
    private static int prepare(Path data, Path binaries, int port) throws IOException {
        try (EmbeddedPostgres prepared = EmbeddedPostgres.builder()
                .setDataDirectory(data.toFile())
                .setOverrideWorkingDirectory(new File(binaries.toString()))
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(START)
                .start()) {
            return prepared.getPort();
        }
    }

    /** A server that was killed with its parent leaves its file, and no other starts while the process is still there. */
    private static void awaitEndOfTheLast(Path file) throws IOException {
        if (Files.exists(file)) {
            long pid = Long.parseLong(Files.readAllLines(file).get(0).trim());
            ProcessHandle.of(pid).ifPresent(last -> last.onExit()
                    .orTimeout(START.toSeconds(), TimeUnit.SECONDS)
                    .join());
        }
    }

    private static List<String> command(Path postgres, Path data, int port) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            // The server refuses to run as root; in a user namespace of its own it is nobody.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(
                postgres.toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off"));
        return command;
    }

    private static Path find(Path binaries) throws IOException {
        try (Stream<Path> files = Files.walk(binaries)) {
            return files.filter(file -> file.endsWith(Path.of("bin", "postgres")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("There is no postgres below " + binaries));
        }
    }
}
