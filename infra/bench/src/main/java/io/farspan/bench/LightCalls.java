package io.farspan.bench;

import java.io.IOException;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.farspan.local.stack.LocalStack;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A client that reads the heap of the shop's instances about twenty times a second and reads the diagnosis, while other
 * work goes on.
 */
final class LightCalls implements AutoCloseable {

    private static final long PAUSE_MILLIS = 50;
    private static final int LOOK_EVERY = 10;
    private static final String CALL =
            "{\"select\":\"all\",\"requests\":[{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\","
                    + "\"attribute\":\"HeapMemoryUsage\"}],\"deadlineMs\":5000}";

    private final RawHttp router;
    private final HomeApi home;
    private final Samples times = new Samples();
    private final Thread thread = new Thread(this::call, "light calls");
    private volatile boolean ended;
    private int failures;
    private int verdicts;

    private LightCalls(LocalStack stack) throws IOException {
        String credentials = Base64.getEncoder().encodeToString(("operator:" + stack.password()).getBytes(UTF_8));
        router = new RawHttp(
                "127.0.0.1",
                Integer.parseInt(stack.router().replaceAll(".*:", "")),
                "/api/v1/applications/shop/calls",
                "Authorization: Basic " + credentials + "\r\nAccept: application/json\r\n",
                CALL);
        home = new HomeApi(stack, stack.router());
    }

    /** Starts the calls. */
    static LightCalls begin(LocalStack stack) throws IOException {
        LightCalls calls = new LightCalls(stack);
        calls.thread.setDaemon(true);
        calls.thread.start();
        return calls;
    }

    private void call() {
        for (int call = 0; !ended; call++) {
            try {
                if (call % LOOK_EVERY == 0) {
                    Set<String> said = home.verdicts();
                    verdicts += said.isEmpty() ? 0 : 1;
                }
                long started = System.nanoTime();
                boolean whole = new String(router.ask(), UTF_8).contains("\"partial\":false");
                times.add(System.nanoTime() - started);
                failures += whole ? 0 : 1;
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (IOException e) {
                failures++;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Stops the calls and returns their times. */
    Samples end() throws InterruptedException {
        ended = true;
        thread.join();
        return times;
    }

    /** The number of calls that not every instance answered. */
    int failures() {
        return failures;
    }

    /** The number of reads of the diagnosis that reported a fault. */
    int verdicts() {
        return verdicts;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        end();
        router.close();
    }
}
