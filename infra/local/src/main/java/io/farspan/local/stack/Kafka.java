package io.farspan.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.farspan.local.process.Child;

/** An unmodified Apache Kafka broker in KRaft mode with the stock Jolokia agent. */
final class Kafka {

    static final Pattern STARTED = Pattern.compile("(Kafka Server started)");

    private static final Pattern FORMATTED = Pattern.compile("(Formatting)");
    private static final String CLUSTER = "ZmFyc3Bhbi1sb2NhbC1rZg";

    private final Path program;
    private final Path agent;
    private final Path work;
    private int port;

    Kafka(Path program, Path agent, Path work) {
        this.program = program;
        this.agent = agent;
        this.work = work;
    }

    /** Writes its configuration and prepares its storage, as {@code kafka-storage.sh format} does. */
    void format() throws IOException, InterruptedException {
        Files.createDirectories(work);
        try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket controller = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = broker.getLocalPort();
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
                    log.dirs=%3$s
                    """
                            .formatted(broker.getLocalPort(), controller.getLocalPort(), work.resolve("data")));
        }
        Files.writeString(
                work.resolve("log4j.properties"),
                """
                log4j.rootLogger=WARN, stdout
                log4j.logger.kafka.server.KafkaRaftServer=INFO
                log4j.appender.stdout=org.apache.log4j.ConsoleAppender
                log4j.appender.stdout.layout=org.apache.log4j.PatternLayout
                log4j.appender.stdout.layout.ConversionPattern=%p %m (%c)%n
                """);
        try (Child format = Child.start(
                "kafka storage",
                work.resolve("format.log"),
                Map.of(),
                List.of(
                        Child.java(),
                        "-Xmx128m",
                        "-cp",
                        program + "/*",
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        CLUSTER,
                        "-c",
                        work.resolve("server.properties").toString()))) {
            format.await(FORMATTED, Duration.ofSeconds(60));
            format.awaitEnd(Duration.ofSeconds(30));
        }
    }

    /** Where its clients connect, once it is formatted. */
    int port() {
        return port;
    }

    /** The broker's arguments after {@code java}, with further ones for the JVM. */
    List<String> command(List<String> further) {
        List<String> command = new ArrayList<>(List.of(
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j.configuration=" + work.resolve("log4j.properties").toUri(),
                "-javaagent:" + agent + "=host=127.0.0.1,port=0,discoveryEnabled=false"));
        command.addAll(further);
        command.addAll(List.of(
                "-cp",
                program + "/*",
                "kafka.Kafka",
                work.resolve("server.properties").toString()));
        return command;
    }
}
