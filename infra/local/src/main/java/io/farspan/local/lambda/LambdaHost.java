package io.farspan.local.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.farspan.local.http.LoopbackServer;

/**
 * {@code java … LambdaHost ZIP RIC-FOLDER WORK-FOLDER}: serves the function in the zip at a Function URL. Like the
 * service, it gives an execution environment one event at a time, starts another when all are busy, and refuses with 429
 * an event that comes while as many are in progress as its concurrency allows, those that wait for an environment to start
 * among them. An event takes the environment that is free first. Unlike the service, whose environments have processors of
 * their own, it starts one at a time.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html">Execution environments</a>
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html">Concurrency</a>
 */
public final class LambdaHost {

    /**
     * The most events at a time, as reserved concurrency limits a function, unless {@link #VARIABLE} says otherwise.
     */
    public static final int CONCURRENCY = 8;

    /** The environment variable that sets another concurrency. */
    public static final String VARIABLE = "LOCAL_LAMBDA_CONCURRENCY";

    /** The environment variable with the folder that stands for {@code /opt}, where layers are unpacked. */
    public static final String LAYERS = ExecutionEnvironment.LAYERS;

    private static final Logger LOG = System.getLogger(LambdaHost.class.getName());
    private static final long TIMEOUT_MILLIS = 60_000;
    private static final String HANDLER = "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest";

    private final Path task;
    private final Path runtime;
    private final String nativeClient;
    private final Path work;
    private final int concurrency;
    private final Semaphore slots;
    private final ExecutorService starter = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "environment starter");
        thread.setDaemon(true);
        return thread;
    });
    private final List<ExecutionEnvironment> environments = new ArrayList<>();
    private boolean starting;
    private Optional<IOException> failure = Optional.empty();

    private LambdaHost(Path task, Path runtime, String nativeClient, Path work, int concurrency) {
        this.task = task;
        this.runtime = runtime;
        this.nativeClient = nativeClient;
        this.work = work;
        this.concurrency = concurrency;
        this.slots = new Semaphore(concurrency);
    }

    /** Starts the host with one environment ready, as provisioned concurrency does. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path work = Path.of(arguments[2]);
        Path task = work.resolve("task");
        unzip(Path.of(arguments[0]), task);
        Path runtime = Path.of(arguments[1]);
        int concurrency = Integer.parseInt(System.getenv().getOrDefault(VARIABLE, Integer.toString(CONCURRENCY)));
        LambdaHost host = new LambdaHost(task, runtime, NativeClient.unpack(runtime, work), work, concurrency);
        long started = System.nanoTime();
        host.release(host.take());
        System.out.println("INIT " + (System.nanoTime() - started) / 1_000_000 + " ms");
        HttpServer server = LoopbackServer.create();
        server.createContext("/", host::serve);
        server.start();
        System.out.println("CONCURRENCY " + concurrency);
        System.out.println("LISTENING " + server.getAddress().getPort());
        // The processes end with this one, and this one ends when it is told to.
        Thread.currentThread().join();
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] event = FunctionUrl.event(exchange);
        try (exchange) {
            if (!slots.tryAcquire()) {
                System.out.println("THROTTLED " + exchange.getRequestURI().getPath() + ": " + concurrency
                        + " events are in progress");
                FunctionUrl.throttle(exchange);
                return;
            }
            try {
                serve(exchange, event);
            } finally {
                slots.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange, byte[] event) throws IOException, InterruptedException {
        byte[] result;
        try {
            ExecutionEnvironment environment = take();
            try {
                result = environment.invoke(event);
            } finally {
                release(environment);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "an event failed", e);
            FunctionUrl.refuse(exchange, 502, "{\"message\":\"Internal Server Error\"}");
            return;
        }
        FunctionUrl.answer(exchange, result);
    }

    /** An environment for one event, as soon as there is one; another is started if need be. */
    private synchronized ExecutionEnvironment take() throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
        while (true) {
            environments.removeIf(environment -> !environment.isAlive());
            for (ExecutionEnvironment environment : environments) {
                if (environment.take()) {
                    failure = Optional.empty();
                    return environment;
                }
            }
            if (failure.isPresent()) {
                IOException cause = failure.get();
                failure = Optional.empty();
                throw new IOException(
                        "No environment was free, and another did not start: " + cause.getMessage(), cause);
            }
            if (!starting && environments.size() < concurrency) {
                starting = true;
                starter.execute(this::start);
            }
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                throw new IOException("No environment was free within " + TIMEOUT_MILLIS + " ms");
            }
            wait(Math.min(left, 1_000));
        }
    }

    private synchronized void release(ExecutionEnvironment environment) {
        environment.release();
        notifyAll();
    }

    private void start() {
        try {
            ExecutionEnvironment fresh = ExecutionEnvironment.start(task, runtime, nativeClient, work, HANDLER);
            fresh.awaitReady();
            synchronized (this) {
                environments.add(fresh);
                fresh.release();
            }
        } catch (IOException e) {
            synchronized (this) {
                failure = Optional.of(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                starting = false;
                notifyAll();
            }
        }
    }

    private static void unzip(Path zip, Path folder) throws IOException {
        try (InputStream file = Files.newInputStream(zip);
                ZipInputStream in = new ZipInputStream(file)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException(entry.getName() + " leads out of the zip");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    try (OutputStream out = Files.newOutputStream(target)) {
                        in.transferTo(out);
                    }
                }
            }
        }
    }
}
