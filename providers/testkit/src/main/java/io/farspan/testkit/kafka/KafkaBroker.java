package io.farspan.testkit.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A broker in a process of its own, with one partition a topic unless a test asks for more, on loopback. */
public final class KafkaBroker implements AutoCloseable {

    private static final String CLUSTER = "ZmFyc3Bhbi10ZXN0LWthZg";
    private static final Path PROGRAM = Path.of("infra", "local", "kafka", "target", "kafka");
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Path work;
    private final Path program;
    private final int port;
    private @Nullable Process process;

    private KafkaBroker(Path work, int port) {
        this.work = work;
        this.program = program();
        this.port = port;
    }

    /**
     * A broker that keeps its data in {@code work}, and answers.
     *
     * @param further lines of its settings
     */
    public static KafkaBroker start(Path work, String... further) {
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KafkaBroker broker = new KafkaBroker(work, first.getLocalPort());
            broker.configure(second.getLocalPort(), further);
            first.close();
            second.close();
            broker.format();
            try {
                broker.start();
            } catch (RuntimeException e) {
                broker.kill();
                throw e;
            }
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path program() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(PROGRAM))) {
                return folder.resolve(PROGRAM);
            }
        }
        throw new IllegalStateException(PROGRAM + " is not there: build infra/local/kafka first");
    }

    private void configure(int controller, String... further) throws IOException {
        Files.createDirectories(work);
        Files.writeString(
                work.resolve("server.properties"),
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                auto.create.topics.enable=false
                log.retention.check.interval.ms=500
                log.segment.delete.delay.ms=100
                log.dirs=%3$s
                %4$s
                """
                        .formatted(port, controller, work.resolve("data"), String.join("\n", further)));
        Files.writeString(
                work.resolve("log4j.properties"),
                """
                log4j.rootLogger=WARN, stdout
                log4j.logger.kafka.server.KafkaRaftServer=INFO
                log4j.appender.stdout=org.apache.log4j.ConsoleAppender
                log4j.appender.stdout.layout=org.apache.log4j.PatternLayout
                log4j.appender.stdout.layout.ConversionPattern=%p %m (%c)%n
                """);
    }

    private void format() throws IOException {
        Process format = run("format.log", "-Xmx128m", "kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c");
        try {
            if (!format.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || format.exitValue() != 0) {
                throw new IllegalStateException("The storage was not formatted; see " + work.resolve("format.log"));
            }
        } catch (InterruptedException e) {
            format.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the storage was formatted", e);
        }
    }

    private Process run(String log, String heap, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j.configuration=" + work.resolve("log4j.properties").toUri(),
                "-cp",
                program + "/*"));
        command.addAll(List.of(arguments));
        command.add(work.resolve("server.properties").toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve(log).toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.start();
    }

    /** Starts it again after a {@link #kill}, on the same port with the same data, and waits until it answers. */
    public void start() {
        try {
            Process started = run("broker.log", "-Xmx320m", "kafka.Kafka");
            process = started;
            Awaitility.await("the broker in " + work)
                    .atMost(LIMIT)
                    .until(() -> !started.isAlive()
                            || Files.readString(work.resolve("broker.log")).contains("Kafka Server started"));
            if (!started.isAlive()) {
                throw new IllegalStateException(
                        "The broker has ended:\n" + Files.readString(work.resolve("broker.log")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it at once, as {@code kill -9} does. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            try {
                running.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The file with the first messages of a topic's only partition, as they are on its disk. */
    public Path messages(String topic) {
        return work.resolve("data").resolve(topic + "-0").resolve("00000000000000000000.log");
    }

    /** Where its clients connect. */
    public String servers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        kill();
    }
}
