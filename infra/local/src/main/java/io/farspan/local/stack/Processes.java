package io.farspan.local.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.farspan.local.http.LoopbackServer;
import io.farspan.local.process.Child;

/** The processes of a stack, by name. Each leaves a log in the working folder; all end together. */
final class Processes implements AutoCloseable {

    /** How long a process may take to say that it is up. */
    static final Duration START = Duration.ofMinutes(2);

    private static final Pattern LISTENING = Pattern.compile("LISTENING (?:[0-9.]+:)?([0-9]+)");
    private static final Pattern QUARKUS_LISTENING = Pattern.compile("Listening on: https?://[^:]+:([0-9]+)");
    private static final Pattern JOLOKIA_LISTENING =
            Pattern.compile("Agent \\S+ started with URL http://127\\.0\\.0\\.1:([0-9]+)/");

    private final Run run;
    private final Map<String, Child> children = new LinkedHashMap<>();

    Processes(Run run) {
        this.run = run;
    }

    /** Starts a JVM with {@code arguments} after the common ones. */
    Child start(String name, Map<String, String> environment, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Child.java(), "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(arguments);
        return put(name, Child.start(name, log(name), environment, command));
    }

    /** Starts a main class of this module, with TLS when the stack has it. */
    Child startLocal(String name, Class<?> main, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        run.tls().ifPresent(own -> command.addAll(LoopbackServer.tlsArguments(own.keyStore(), Tls.PASSWORD)));
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=1",
                "-Dsun.net.httpserver.nodelay=true",
                "-cp",
                run.artefacts().localClasspath(),
                main.getName()));
        command.addAll(arguments);
        return start(name, environment, command);
    }

    /** Adds a process that was started elsewhere. */
    Child put(String name, Child child) {
        children.put(name, child);
        return child;
    }

    /** A process by its name. */
    Child get(String name) {
        Child child = children.get(name);
        if (child == null) {
            throw new IllegalArgumentException("There is no " + name + "; there are " + children.keySet());
        }
        return child;
    }

    /** All of them, in the order of their start. */
    List<Child> all() {
        return List.copyOf(children.values());
    }

    /** Where a process listens, as soon as it does: a function or a router for HTTP, an instance for its agent. */
    int port(String name) throws IOException, InterruptedException {
        boolean quarkus = name.startsWith("router") || name.equals("function:dc1");
        Pattern pattern = name.startsWith("instance:") ? JOLOKIA_LISTENING : quarkus ? QUARKUS_LISTENING : LISTENING;
        return Integer.parseInt(get(name).await(pattern, START));
    }

    /** Where an instance of the shop listens for its customers, as soon as it does. */
    int shopPort(String name) throws IOException, InterruptedException {
        return Integer.parseInt(get(name).await(LISTENING, START));
    }

    /** A process's log. */
    Path log(String name) {
        return run.work().resolve(fileName(name) + ".log");
    }

    /** A process's name as part of a file's. */
    static String fileName(String name) {
        return name.replaceAll("[:/]", "-");
    }

    @Override
    public void close() {
        children.values().forEach(Child::stop);
        children.values().forEach(Child::close);
    }
}
