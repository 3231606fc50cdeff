package io.farspan.local.lambda;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

import io.farspan.local.process.Child;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One execution environment: a process with AWS's runtime interface client and the Runtime API it polls. Carries one
 * event at a time.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>
 */
final class ExecutionEnvironment {

    /** The environment variable with the folder that stands for {@code /opt}, where layers are unpacked. */
    static final String LAYERS = "LOCAL_LAMBDA_LAYERS";

    private static final String NEXT = "/2018-06-01/runtime/invocation/next";
    private static final long TIMEOUT_SECONDS = 60;
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Processes are started by a thread that lives on: they end with the one that started them. */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "starter");
        thread.setDaemon(true);
        return thread;
    });

    private @Nullable Child process;
    private final AtomicBoolean busy = new AtomicBoolean(true);
    private final CountDownLatch ready = new CountDownLatch(1);
    private final SynchronousQueue<Invocation> next = new SynchronousQueue<>();
    private @Nullable Invocation current;

    private record Invocation(String id, byte[] event, CompletableFuture<byte[]> result) {}

    private ExecutionEnvironment() {}

    static ExecutionEnvironment start(Path task, Path runtime, String nativeClient, Path work, String handler)
            throws IOException {
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        ExecutionEnvironment environment = new ExecutionEnvironment();
        api.createContext("/", environment::serve);
        api.setExecutor(Executors.newCachedThreadPool());
        api.start();
        int number = COUNT.incrementAndGet();
        Map<String, String> variables = new HashMap<>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("FARSPAN_")) {
                variables.put(name, value);
            }
        });
        variables.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + api.getAddress().getPort());
        variables.put("AWS_LAMBDA_FUNCTION_NAME", "farspan");
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512");
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/farspan");
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "local-" + number);
        variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        variables.put("AWS_REGION", "eu-central-1");
        variables.put("_HANDLER", handler);
        variables.put("LAMBDA_TASK_ROOT", task.toString());
        // The flags of the managed java17 runtime, whose JVM sees a fraction of a core.
        List<String> command = List.of(
                Child.java(),
                "-Xmx384m",
                // JAVA_TOOL_OPTIONS of terraform/modules/aws-location
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:+TieredCompilation",
                "-XX:TieredStopAtLevel=1",
                nativeClient,
                "-cp",
                // As the managed runtime: the function's own classes and libraries, then those of its layers.
                runtime + "/*:" + task + ":" + task.resolve("lib") + "/*" + layers(),
                "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                handler);
        Path log = work.resolve("environment-" + number + ".log");
        try {
            environment.process = STARTER.submit(() -> Child.start("environment " + number, log, variables, command))
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("The execution environment cannot be started: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
        return environment;
    }

    /**
     * The jars of the layers, by name as the service has them.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html">Layer paths</a>
     */
    private static String layers() throws IOException {
        String folder = System.getenv(LAYERS);
        if (folder == null) {
            return "";
        }
        try (Stream<Path> jars = Files.list(Path.of(folder, "java", "lib"))) {
            return jars.sorted().map(jar -> ":" + jar).collect(Collectors.joining());
        }
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Reserves it for one event, if it is free. */
    boolean take() {
        return isAlive() && busy.compareAndSet(false, true);
    }

    void release() {
        busy.set(false);
    }

    /** Waits until the runtime asks for its first event: initialisation is over. */
    void awaitReady() throws IOException, InterruptedException {
        for (int i = 0; i < TIMEOUT_SECONDS * 10; i++) {
            if (ready.await(100, TimeUnit.MILLISECONDS)) {
                return;
            }
            if (!isAlive()) {
                throw new IOException("The runtime ended while it was initialised; see its log");
            }
        }
        throw new IOException("The runtime was not initialised within " + TIMEOUT_SECONDS + " s");
    }

    /** The function's result for an event. */
    byte[] invoke(byte[] event) throws IOException, InterruptedException {
        Invocation invocation = new Invocation(UUID.randomUUID().toString(), event, new CompletableFuture<>());
        if (!next.offer(invocation, TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("The runtime does not ask for events");
        }
        try {
            for (int i = 0; i < TIMEOUT_SECONDS; i++) {
                try {
                    return invocation.result.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    if (!isAlive()) {
                        throw new IOException("The runtime ended during an invocation", e);
                    }
                }
            }
        } catch (ExecutionException e) {
            throw new IOException("The function failed: " + e.getMessage(), e);
        }
        throw new IOException("The function timed out");
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            if (path.equals(NEXT)) {
                ready.countDown();
                Invocation invocation = next.take();
                current = invocation;
                exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", invocation.id);
                exchange.getResponseHeaders()
                        .set(
                                "Lambda-Runtime-Deadline-Ms",
                                Long.toString(System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS)));
                exchange.getResponseHeaders()
                        .set(
                                "Lambda-Runtime-Invoked-Function-Arn",
                                "arn:aws:lambda:eu-central-1:000000000000:function:farspan");
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, invocation.event.length);
                exchange.getResponseBody().write(invocation.event);
                return;
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            Invocation invocation = current;
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            byte[] accepted = "{\"status\":\"OK\"}".getBytes(UTF_8);
            exchange.sendResponseHeaders(202, accepted.length);
            exchange.getResponseBody().write(accepted);
            if (invocation != null && path.endsWith("/response")) {
                invocation.result.complete(body);
            } else if (invocation != null && path.endsWith("/error")) {
                invocation.result.completeExceptionally(new IOException(new String(body, UTF_8)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
