package io.farspan.local.shop;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** People who look at the catalogue over HTTP, so that there is traffic to fail. */
final class Customers {

    private static final int EVERY_MILLIS = 250;
    private static final int PATIENCE_MILLIS = 2_000;

    private final URI catalog;
    private final ScheduledExecutorService people = Executors.newScheduledThreadPool(4, task -> {
        Thread thread = new Thread(task, "customer");
        thread.setDaemon(true);
        return thread;
    });

    Customers(int port) {
        catalog = URI.create("http://127.0.0.1:" + port + "/catalog");
    }

    void start() {
        people.scheduleAtFixedRate(() -> people.execute(this::look), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            HttpURLConnection connection = (HttpURLConnection) catalog.toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.getResponseCode();
            connection.disconnect();
        } catch (IOException e) {
            // They try again.
        }
    }
}
