package io.farspan.local.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.farspan.local.process.Child;
import io.farspan.protocol.call.InstanceId;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.ServiceEndpoint;

/** The applications of a stack: instances with the stock Jolokia agent, those of shop with ours when their logs are collected. */
final class StackApplications {

    private static final String PREFIX = "instance:";

    private final Run run;
    private final Processes processes;

    StackApplications(Run run, Processes processes) {
        this.run = run;
        this.processes = processes;
    }

    void startShop(InstanceId id) throws IOException {
        String name = "shop-" + id.location() + "-" + id.name();
        Path access = run.work().resolve(name + ".access.log");
        processes.start(
                PREFIX + id,
                Map.of(),
                List.of(
                        "-Xmx96m",
                        "-XX:TieredStopAtLevel=1",
                        agent(id, name, access),
                        "-cp",
                        run.artefacts().localClasspath(),
                        run.options().instanceClass,
                        id.toString(),
                        "0",
                        run.work().resolve(name + ".app.log").toString(),
                        access.toString()));
    }

    private String agent(InstanceId id, String name, Path access) {
        boolean stock = !run.options().logs
                || (run.options().stockAgent
                        && run.options().instances > 1
                        && id.equals(new InstanceId("dc1", "i-" + run.options().instances)));
        return "-javaagent:"
                + (stock ? run.artefacts().jolokia() : run.artefacts().agent())
                + "=host=127.0.0.1,port=0,discoveryEnabled=false"
                + (stock ? "" : ",farspan.spool=" + run.work().resolve(name + ".spool") + ",farspan.files=" + access);
    }

    /** Starts one again that has ended. */
    InstanceEntry restartShop(String name) throws IOException, InterruptedException {
        startShop(InstanceId.parse(name.substring(PREFIX.length())));
        return shop(name);
    }

    /** What the map says of the shop's instances that have been started, as soon as their agents listen. */
    List<InstanceEntry> shops() throws IOException, InterruptedException {
        List<InstanceEntry> shops = new ArrayList<>();
        for (Child child : processes.all()) {
            if (child.name().startsWith(PREFIX)) {
                shops.add(shop(child.name()));
            }
        }
        return shops;
    }

    private InstanceEntry shop(String name) throws IOException, InterruptedException {
        return entry(name, Map.of("tier", "web", "app", "shop"))
                .with(new ServiceEndpoint("127.0.0.1", processes.shopPort(name), Optional.of("/health")));
    }

    /** Starts the server of a further application. */
    InstanceEntry start(StackOptions.App app) throws IOException, InterruptedException {
        return app == StackOptions.App.kafka ? startKafka() : startTomcat();
    }

    /** Starts an unmodified Apache Kafka broker. */
    private InstanceEntry startKafka() throws IOException, InterruptedException {
        String name = PREFIX + "dc1/broker-1";
        Kafka kafka = new Kafka(
                run.artefacts().kafka(), run.artefacts().jolokia(), run.work().resolve("kafka"));
        kafka.format();
        processes
                .start(name, Map.of(), kafka.command(run.options().brokerArguments))
                .await(Kafka.STARTED, Processes.START);
        return entry(name, Map.of("tier", "broker"))
                .with(new ServiceEndpoint("127.0.0.1", kafka.port(), Optional.empty()));
    }

    /** Starts an unmodified Apache Tomcat. */
    private InstanceEntry startTomcat() throws IOException, InterruptedException {
        String name = PREFIX + "dc1/tomcat-1";
        Tomcat tomcat = new Tomcat(
                run.artefacts().tomcat(), run.artefacts().jolokia(), run.work().resolve("tomcat"));
        tomcat.prepare();
        processes.start(name, Map.of(), tomcat.command()).await(Tomcat.STARTED, Processes.START);
        return entry(name, Map.of("tier", "web"));
    }

    private InstanceEntry entry(String name, Map<String, String> labels) throws IOException, InterruptedException {
        return new InstanceEntry(
                InstanceId.parse(name.substring(PREFIX.length())),
                "127.0.0.1",
                processes.port(name),
                InstanceEntry.State.UP,
                labels);
    }
}
