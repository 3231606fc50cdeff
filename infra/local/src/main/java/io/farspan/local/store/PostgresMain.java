package io.farspan.local.store;

import java.io.File;
import java.io.IOException;
import java.time.Duration;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * {@code java … PostgresMain FOLDER PORT}: runs a PostgreSQL server on loopback until it is told to end; port 0 takes a
 * free one. Its user is {@code postgres}, without a password, its database {@code postgres}.
 */
public final class PostgresMain {

    private static final Duration START = Duration.ofSeconds(60);

    private PostgresMain() {}

    /** Starts the server; it takes connections when {@code LISTENING} is printed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(new File(arguments[0], "data"))
                .setOverrideWorkingDirectory(new File(arguments[0], "binaries"))
                .setCleanDataDirectory(true)
                .setPort(Integer.parseInt(arguments[1]))
                .setPGStartupWait(START)
                .start();
        System.out.println("LISTENING " + server.getPort());
        // The library ends the server when this process is told to end.
        Thread.currentThread().join();
    }
}
