package io.farspan.local.shop;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Counts the stock once a second and logs what it finds: mostly nothing special, now and then an error with its stack trace. */
final class StockCheck {

    private static final int WARNING_EVERY = 10;
    private static final int ERROR_EVERY = 30;

    private final Logger log;
    private final ScheduledExecutorService clerk = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "stock-check");
        thread.setDaemon(true);
        return thread;
    });
    private long number;

    StockCheck(Logger log) {
        this.log = log;
    }

    void start() {
        clerk.scheduleAtFixedRate(this::check, 1, 1, TimeUnit.SECONDS);
    }

    private void check() {
        number++;
        if (number % ERROR_EVERY == 1) {
            log.log(
                    Level.SEVERE,
                    "stock check " + number + " failed",
                    new IllegalStateException("the scales are switched off"));
        } else if (number % WARNING_EVERY == 0) {
            log.warning("stock check " + number + ": few hats are left");
        } else {
            log.info("stock check " + number + ": shoes and hats are there");
        }
    }
}
