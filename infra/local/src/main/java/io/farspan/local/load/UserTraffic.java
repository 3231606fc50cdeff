package io.farspan.local.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * People who use an application: every instance is asked a few times a second, over a connection that is kept, one request
 * after the other. A request fails when it is not answered within {@link #PATIENCE}, or with an error.
 */
public final class UserTraffic implements AutoCloseable {

    /** How long people wait before they call a request failed. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long EVERY_MILLIS = 100;

    private final ScheduledExecutorService people;
    private Period period = new Period(new ArrayList<>(), new ArrayList<>());

    private UserTraffic(int instances) {
        people = Executors.newScheduledThreadPool(instances, task -> {
            Thread thread = new Thread(task, "user");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * What happened in some time.
     *
     * @param nanos how long each request took that was answered
     * @param errors what became of the others, with their instance
     */
    public record Period(List<Long> nanos, List<String> errors) {

        /** All requests. */
        public int requests() {
            return nanos.size() + errors.size();
        }
    }

    /** People at the addresses of instances, by the instances' names. */
    public static UserTraffic start(Map<String, URI> instances) {
        UserTraffic traffic = new UserTraffic(instances.size());
        instances.forEach((name, address) -> {
            HttpClient http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
            traffic.people.scheduleWithFixedDelay(
                    () -> traffic.ask(http, name, address), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        });
        return traffic;
    }

    private void ask(HttpClient http, String name, URI address) {
        long started = System.nanoTime();
        try {
            HttpResponse<Void> response = http.send(
                    HttpRequest.newBuilder(address).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.discarding());
            if (response.statusCode() < 400) {
                answered(System.nanoTime() - started);
            } else {
                failed(name + " answers HTTP " + response.statusCode());
            }
        } catch (IOException e) {
            failed(name + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the test is over
        }
    }

    private synchronized void answered(long nanos) {
        period.nanos.add(nanos);
    }

    private synchronized void failed(String error) {
        period.errors.add(error);
    }

    /** What happened since this was last asked. */
    public synchronized Period next() {
        Period ended = period;
        period = new Period(new ArrayList<>(), new ArrayList<>());
        return ended;
    }

    @Override
    public void close() {
        people.shutdownNow();
    }
}
