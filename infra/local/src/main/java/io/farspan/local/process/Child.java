package io.farspan.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * A process that this one started, with its output in a file. It ends with this process however that ends: by
 * {@link #close}, and where the machine has {@code setpriv} (Linux) also when this process is killed.
 */
public final class Child implements AutoCloseable {

    private static final List<String> DIE_WITH_PARENT = Files.isExecutable(Path.of("/usr/bin/setpriv"))
            ? List.of("/usr/bin/setpriv", "--pdeathsig", "KILL")
            : List.of();
    private static final int TAIL = 25;

    private final String name;
    private final Process process;
    private final Path log;

    private Child(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a process. The thread that calls this must live as long as the child may: Linux takes its end for the
     * parent's.
     */
    public static Child start(String name, Path log, Map<String, String> environment, List<String> command)
            throws IOException {
        List<String> whole = new ArrayList<>(DIE_WITH_PARENT);
        whole.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("FARSPAN_") || key.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        return new Child(name, builder.start(), log);
    }

    /** The running machine's {@code java}. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** What it is to the reader. */
    public String name() {
        return name;
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * The first group of the first line of its output that has the pattern.
     *
     * @throws IOException when it ends before, or takes longer; with the end of its output
     */
    public String await(Pattern pattern, Duration limit) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(limit);
        while (true) {
            boolean alive = process.isAlive();
            Matcher matcher = pattern.matcher(Files.readString(log, ISO_8859_1));
            if (matcher.find()) {
                return matcher.group(1);
            }
            if (!alive || Instant.now().isAfter(end)) {
                throw new IOException(name + (alive ? " did not start within " + limit.toSeconds() + " s" : " ended")
                        + ". The end of " + log + ":\n" + tail());
            }
            Thread.sleep(20);
        }
    }

    /** Waits until it has ended by itself. */
    public void awaitEnd(Duration limit) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException(name + " did not end within " + limit.toSeconds() + " s; its output is in " + log);
        }
    }

    private String tail() throws IOException {
        List<String> lines = Files.readAllLines(log, ISO_8859_1);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    /** Asks it to end, and ends it when it does not within five seconds. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once, as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends a signal, for example {@code STOP}. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    }

    /** Asks it to end and does not wait. */
    public void stop() {
        process.destroy();
    }
}
