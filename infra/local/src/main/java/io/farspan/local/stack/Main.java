package io.farspan.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import io.farspan.local.dns.Bind9;
import io.farspan.local.process.Child;

/** {@code infra/local.sh}. */
@Command(
        name = "infra/local.sh",
        mixinStandardHelpOptions = true,
        description = "Runs Farspan on this machine: three locations, their packaged functions, the sample application"
                + " and the router. Prints READY and a line of JSON, and runs until it is interrupted.",
        sortOptions = false)
public final class Main implements Callable<Integer> {

    private static final long BASE_MEGABYTES = 1_050;
    private static final long STANDBY_MEGABYTES = 300;
    private static final long INSTANCE_MEGABYTES = 120;

    private final long started = System.nanoTime();

    @Mixin
    private StackOptions options = new StackOptions();

    /** Runs the stack. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(command.getColorScheme().errorText(String.valueOf(failure.getMessage())));
                    return 1;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkMachine();
        try (LocalStack stack = LocalStack.start(options.withLogs(), this::progress)) {
            Thread hook = new Thread(stack::close, "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            if (options.once) {
                return new Once(stack, System.out).run() ? 0 : 1;
            }
            System.out.println("READY " + ready(stack));
            Thread.currentThread().join();
            return 0;
        }
    }

    private void progress(String line) {
        System.out.printf("[%5.1f s] %s%n", (System.nanoTime() - started) / 1e9, line);
    }

    /** Reports what is missing before anything is started. */
    private void checkMachine() throws IOException {
        if (options.instances < 1 || options.instances > 200) {
            throw new IOException("--instances must be 1 to 200, not " + options.instances);
        }
        checkPort("--router-port", options.routerPort);
        checkPort("--jmx-port", options.jmxPort);
        checkPort("--dns-port", options.dnsPort);
        if (options.dns == StackOptions.Dns.bind && !Bind9.isInstalled()) {
            throw new IOException(Bind9.MISSING + ". Install it, or leave --dns out.");
        }
        long needed = BASE_MEGABYTES
                + INSTANCE_MEGABYTES * options.instances * LocalStack.LOCATIONS.size()
                + options.apps.stream().mapToLong(app -> app.megabytes).sum()
                + (options.standby ? STANDBY_MEGABYTES : 0);
        long available = availableMegabytes();
        if (available < needed) {
            throw new IOException("The stack needs about " + needed + " MB of memory, " + available
                    + " MB are available. Close something, or ask for fewer --instances.");
        }
    }

    private static void checkPort(String option, int port) throws IOException {
        if (port != 0) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                probe.getLocalPort();
            } catch (IOException | IllegalArgumentException e) {
                throw new IOException(
                        option + " " + port + " cannot be used (" + e.getMessage()
                                + "). Choose another, or leave it out.",
                        e);
            }
        }
    }

    private static long availableMegabytes() throws IOException {
        Path file = Path.of("/proc/meminfo");
        if (!Files.isReadable(file)) {
            return Long.MAX_VALUE;
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private static String ready(LocalStack stack) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode line = json.createObjectNode();
        line.put("router", stack.router());
        line.put("jmx", stack.jmx("shop"));
        line.put("jolokia", stack.jolokia("shop"));
        stack.standby().ifPresent(address -> line.put("standby", address));
        line.put("store", stack.store());
        line.put("dns", stack.dns());
        line.put("zone", LocalStack.ZONE);
        line.put("user", "admin");
        line.set("users", json.valueToTree(List.of("viewer", "operator", "admin")));
        line.put("password", stack.password());
        stack.trustStore().ifPresent(file -> line.put("truststore", file.toString()));
        stack.certificate().ifPresent(file -> line.put("certificate", file.toString()));
        Map<String, Long> pids = new TreeMap<>();
        for (Child child : stack.children()) {
            pids.put(child.name().equals("named") ? "dns" : child.name(), child.pid());
        }
        line.set("pids", json.valueToTree(pids));
        line.put("policy", stack.policy().toString());
        line.put("logs", stack.work().toString());
        return json.writeValueAsString(line);
    }
}
