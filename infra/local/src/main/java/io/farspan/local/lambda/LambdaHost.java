package io.farspan.local.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.farspan.local.http.LoopbackServer;

/**
 * {@code java … LambdaHost ZIP RIC-FOLDER WORK-FOLDER}: serves the function in the zip at a Function URL. Like the
 * service, it gives an execution environment one event at a time, starts another when all are busy, and answers 429
 * when there are {@link #CONCURRENCY} of them.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html">Execution environments</a>
 */
public final class LambdaHost {

    /** So many events at a time at most, as reserved concurrency limits a function. */
    public static final int CONCURRENCY = 8;

    private static final String HANDLER = "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest";

    private final Path task;
    private final Path runtime;
    private final String nativeClient;
    private final Path work;
    private final List<ExecutionEnvironment> environments = new ArrayList<>();

    private LambdaHost(Path task, Path runtime, String nativeClient, Path work) {
        this.task = task;
        this.runtime = runtime;
        this.nativeClient = nativeClient;
        this.work = work;
    }

    /** Starts the host with one environment ready, as provisioned concurrency does. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path work = Path.of(arguments[2]);
        Path task = work.resolve("task");
        unzip(Path.of(arguments[0]), task);
        Path runtime = Path.of(arguments[1]);
        LambdaHost host = new LambdaHost(task, runtime, NativeClient.unpack(runtime, work), work);
        long started = System.nanoTime();
        host.free().release();
        System.out.println("INIT " + (System.nanoTime() - started) / 1_000_000 + " ms");
        HttpServer server = LoopbackServer.create();
        server.createContext("/", host::serve);
        server.start();
        System.out.println("LISTENING " + server.getAddress().getPort());
        // The processes end with this one, and this one ends when it is told to.
        Thread.currentThread().join();
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] event = FunctionUrl.event(exchange);
        try (exchange) {
            ExecutionEnvironment environment = free();
            if (environment == ExecutionEnvironment.NONE) {
                FunctionUrl.refuse(exchange, 429, "{\"Reason\":\"ConcurrentInvocationLimitExceeded\"}");
                return;
            }
            try {
                FunctionUrl.answer(exchange, environment.invoke(event));
            } catch (IOException e) {
                FunctionUrl.refuse(exchange, 502, "{\"message\":\"Internal Server Error\"}");
            } finally {
                environment.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An environment that waits for work, started if need be; {@code NONE} when all there may be are busy. */
    private ExecutionEnvironment free() throws IOException, InterruptedException {
        ExecutionEnvironment fresh;
        synchronized (environments) {
            environments.removeIf(environment -> !environment.isAlive());
            for (ExecutionEnvironment environment : environments) {
                if (environment.take()) {
                    return environment;
                }
            }
            if (environments.size() >= CONCURRENCY) {
                return ExecutionEnvironment.NONE;
            }
            fresh = ExecutionEnvironment.start(task, runtime, nativeClient, work, HANDLER);
            environments.add(fresh);
        }
        fresh.awaitReady();
        return fresh;
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
