package io.farspan.local.azure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;

import io.farspan.local.http.LoopbackServer;

/**
 * {@code java … FunctionsHost APP-FOLDER}: serves the HTTP functions of a packaged function app. Timers never fire here.
 *
 * @see <a href="https://learn.microsoft.com/azure/azure-functions/functions-reference-java">Java developer guide</a>
 */
public final class FunctionsHost {

    private static final ObjectMapper JSON = new ObjectMapper();

    private FunctionsHost() {}

    /** Starts the host; its functions are loaded when {@code LISTENING} is printed. */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        Path app = Path.of(arguments[0]);
        JsonNode host = JSON.readTree(app.resolve("host.json").toFile());
        if (!host.path("version").asText().equals("2.0")) {
            throw new IOException("host.json must have version 2.0");
        }
        String prefix = host.path("extensions").path("http").path("routePrefix").asText("api");
        HttpServer server = LoopbackServer.create();
        for (Path folder : functions(app)) {
            JsonNode description = JSON.readTree(folder.resolve("function.json").toFile());
            if (!description.path("bindings").findValuesAsText("type").contains("httpTrigger")) {
                System.out.println("function " + folder.getFileName() + " is not called: it has another trigger");
                continue;
            }
            HttpFunction function = HttpFunction.load(folder, description);
            server.createContext("/" + prefix + "/" + function.prefix(), function::serve);
            System.out.println("function " + folder.getFileName() + " at /" + prefix + "/" + function.route());
        }
        server.start();
        // The process's own start time is only known to the second; the JVM notes its start to the millisecond.
        long ready = System.currentTimeMillis();
        System.out.println(
                "INIT " + (ready - ManagementFactory.getRuntimeMXBean().getStartTime()) + " ms");
        System.out.println("LISTENING " + server.getAddress().getPort());
    }

    private static List<Path> functions(Path app) throws IOException {
        try (Stream<Path> folders = Files.list(app)) {
            return folders.filter(folder -> Files.exists(folder.resolve("function.json")))
                    .toList();
        }
    }
}
