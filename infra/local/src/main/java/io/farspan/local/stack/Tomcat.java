package io.farspan.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An unmodified Apache Tomcat with its own web applications and the stock Jolokia agent; it listens on a free port. */
final class Tomcat {

    static final Pattern STARTED =
            Pattern.compile("Starting ProtocolHandler \\[\"http-nio-127\\.0\\.0\\.1-auto-1-([0-9]+)\"");

    private final Path program;
    private final Path agent;
    private final Path work;

    Tomcat(Path program, Path agent, Path work) {
        this.program = program;
        this.agent = agent;
        this.work = work;
    }

    /** Copies the files that it writes to, and sets its ports, as few of them fixed as possible. */
    void prepare() throws IOException {
        for (String part : List.of("conf", "webapps")) {
            copy(program.resolve(part), work.resolve(part));
        }
        for (String part : List.of("logs", "temp", "work")) {
            Files.createDirectories(work.resolve(part));
        }
        Path server = work.resolve("conf/server.xml");
        Files.writeString(
                server,
                Files.readString(server)
                        .replace("port=\"8005\"", "port=\"-1\"")
                        .replace("port=\"8080\"", "address=\"127.0.0.1\" port=\"0\""));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** The server's arguments after {@code java}. */
    List<String> command() {
        return List.of(
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-javaagent:" + agent + "=host=127.0.0.1,port=0,discoveryEnabled=false",
                "-Dcatalina.home=" + program,
                "-Dcatalina.base=" + work,
                "-Djava.io.tmpdir=" + work.resolve("temp"),
                "-cp",
                program.resolve("bin/bootstrap.jar") + ":" + program.resolve("bin/tomcat-juli.jar"),
                "org.apache.catalina.startup.Bootstrap",
                "start");
    }
}
