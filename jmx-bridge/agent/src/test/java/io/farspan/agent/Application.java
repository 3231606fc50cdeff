package io.farspan.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A JVM of its own that runs a class of the tests, under the agent when it is given options for it. It is the one of the JDK
 * whose home {@value #JAVA} names, otherwise that of the tests.
 */
public final class Application implements AutoCloseable {

    private static final String JAVA = "FARSPAN_AGENT_TEST_JAVA";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedReader lines;

    private Application(Process process) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a class of the tests with nothing but the JDK and the tests' classes on its path. */
    public static Application start(Path errors, List<String> vm, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(vm);
        command.add("-cp");
        command.add(folderOf(main)
                + java.io.File.pathSeparator
                + Path.of("target", "classes").toAbsolutePath());
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new Application(
                new ProcessBuilder(command).redirectError(errors.toFile()).start());
    }

    /** Starts a class of the tests that cannot see the agent's classes, under the agent. */
    public static Application underTheAgent(Path errors, String options, Class<?> main, String... arguments)
            throws IOException {
        return withLibraries(errors, options, List.of(), main, arguments);
    }

    /** The same with the jars of folders on its path; not under the agent when there are no options for it. */
    public static Application withLibraries(
            Path errors, String options, List<Path> folders, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.add("-XX:TieredStopAtLevel=1");
        if (!options.isEmpty()) {
            command.add("-javaagent:" + jar() + "=" + options);
        }
        command.add("-cp");
        StringBuilder path = new StringBuilder(folderOf(main));
        folders.forEach(folder -> path.append(java.io.File.pathSeparator)
                .append(folder)
                .append(java.io.File.separator)
                .append('*'));
        command.add(path.toString());
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new Application(
                new ProcessBuilder(command).redirectError(errors.toFile()).start());
    }

    private static String java() {
        String other = System.getenv(JAVA);
        String home = other == null || other.isEmpty() ? System.getProperty("java.home") : other;
        return Path.of(home, "bin", "java").toString();
    }

    /** The folder with the jars of a library that the build put there. */
    public static Path library(String name) {
        return Path.of(System.getProperty("farspan.libraries"), name);
    }

    public long pid() {
        return process.pid();
    }

    public static Path jar() {
        return Path.of(System.getProperty("farspan.agent.jar"));
    }

    private static String folderOf(Class<?> main) {
        return Path.of(main.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }

    /** The next line of its output, or an empty text when it has ended. */
    public String line() throws IOException {
        String line = lines.readLine();
        return line == null ? "" : line;
    }

    /** The next line that begins with the prefix, without it. */
    public String line(String prefix) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length()).trim();
            }
        }
        throw new IOException("the application ended before it wrote " + prefix);
    }

    public void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** SIGKILL; what it wrote before can still be read. */
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // Process itself would close the streams
        process.waitFor();
    }

    /** SIGTERM; what it does at its end can still be read. */
    public void terminate() {
        process.toHandle().destroy();
    }

    public int exit() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    /** Asks the Jolokia agent at a URL. */
    public static JsonNode ask(String url, Object request) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(request)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(response.body());
    }

    static String text(Path file) throws IOException {
        return Files.readString(file);
    }
}
