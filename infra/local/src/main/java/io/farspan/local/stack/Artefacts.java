package io.farspan.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The packaged parts, where the build leaves them. */
public record Artefacts(Path root) {

    /** Below the source tree that {@code farspan.root} names, or the working directory. */
    public static Artefacts find() {
        return new Artefacts(Path.of(System.getProperty("farspan.root", "")).toAbsolutePath());
    }

    /** The Lambda's zip. */
    public Path lambda() {
        return built("functions/aws/target/function.zip");
    }

    /** The Azure function app. */
    public Path azure() {
        return built("functions/azure/target/azure-functions/farspan");
    }

    /** The private datacenter's function. */
    public Path server() {
        return built("functions/server/target/quarkus-app/quarkus-run.jar");
    }

    /** The router. */
    public Path router() {
        return built("functions/router/target/quarkus-app/quarkus-run.jar");
    }

    /** The stock Jolokia agent. */
    public Path jolokia() {
        return built("infra/local/target/stack/agent/jolokia-agent.jar");
    }

    /** The agent of an instance, with Jolokia and streams. */
    public Path agent() {
        return built("jmx-bridge/agent/target/farspan-agent.jar");
    }

    /** The command line. */
    public Path commandLine() {
        return built("jmx-bridge/cli/target/farspan.jar");
    }

    /** AWS's runtime interface client. */
    public Path runtimeInterfaceClient() {
        return built("infra/local/target/stack/lambda");
    }

    /** A jar with plugins, which no package has. */
    public Path samplePlugin() {
        return built("infra/local/sample-plugin/target/farspan-sample-plugin.jar");
    }

    /** Apache Kafka. */
    public Path kafka() {
        return built("infra/local/kafka/target/kafka");
    }

    /** Apache Tomcat. */
    public Path tomcat() {
        Path unpacked = built("infra/local/tomcat/target/tomcat");
        try (Stream<Path> folders = Files.list(unpacked)) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("conf")))
                    .findFirst()
                    .orElse(unpacked);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of Tomcat cannot be read", e);
        }
    }

    /** Which attributes of the sample application's MBeans are metrics. */
    public Path shopRules() {
        return built("infra/local/shop.yaml");
    }

    /** What this module itself runs from. */
    public String localClasspath() {
        return System.getProperty("java.class.path");
    }

    private Path built(String path) {
        Path file = root.resolve(path);
        if (!Files.exists(file)) {
            throw new IllegalStateException(
                    path + " is not there: build it with mvn -DskipTests package, or start through infra/local.sh");
        }
        return file;
    }
}
