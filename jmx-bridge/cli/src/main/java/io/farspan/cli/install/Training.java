package io.farspan.cli.install;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.farspan.cli.output.Terminal;
import io.farspan.cli.profile.Surroundings;

/** Does what is common against a server that answers little, so that the JVM can archive the classes that this takes. */
final class Training {

    private static final String MAP =
            "{\"application\":\"shop\",\"home\":\"dc1\",\"standby\":[],\"epoch\":1,\"instances\":[{\"id\":\"dc1/i-1\","
                    + "\"address\":\"127.0.0.1\",\"port\":8778,\"state\":\"up\",\"labels\":{\"a\":\"b\"}}],"
                    + "\"locations\":[],\"functions\":[],\"traffic\":[],\"problems\":[],\"verdicts\":[],\"edges\":[],"
                    + "\"entries\":[],\"series\":[],\"outcomes\":[{\"instance\":\"dc1/i-1\",\"responses\":[{\"status\":200,"
                    + "\"value\":{\"HeapMemoryUsage\":{\"used\":1.5}}}]}]}";

    private static final List<List<String>> COMMANDS = List.of(
            List.of("instances", "shop"),
            List.of("instances", "shop", "-o", "json"),
            List.of("locations", "shop", "-o", "yaml"),
            List.of("map", "shop"),
            List.of("get", "shop", "java.lang:type=Memory", "HeapMemoryUsage", "-o", "table"),
            List.of("list", "shop"),
            List.of("diagnose", "shop"),
            List.of("metrics", "shop", "*"),
            List.of("ledger", "shop"),
            List.of("weights", "shop", "-o", "name"),
            List.of("config", "set", "application=shop"),
            List.of("config", "show"),
            List.of("get", "--help"));

    private Training() {}

    /** Runs with an empty folder as the person's, so that nothing of theirs is read, sent or replaced. */
    static void run(InstallCommand.Runner runner) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", Training::answer);
        server.start();
        Path folder = Files.createTempDirectory("farspan-training");
        try {
            Map<String, String> environment = Map.of(
                    "FARSPAN_HOME",
                    "http://127.0.0.1:" + server.getAddress().getPort(),
                    "FARSPAN_USER",
                    "nobody",
                    "FARSPAN_PASSWORD",
                    "none");
            Surroundings alone =
                    new Surroundings(silent(), environment, folder, time -> false, Clock.systemUTC(), System::nanoTime);
            SSLContext.getDefault().createSSLEngine();
            for (List<String> words : COMMANDS) {
                runner.run(alone, words.toArray(String[]::new));
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        } finally {
            server.stop(0);
            remove(folder);
        }
    }

    private static Terminal silent() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new Terminal(nowhere, nowhere, true, false, true, Optional.empty());
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = MAP.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
