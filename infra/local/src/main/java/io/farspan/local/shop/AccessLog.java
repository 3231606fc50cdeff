package io.farspan.local.shop;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A file with a line for each order, each request that fails, and one in four of the other requests. */
final class AccessLog {

    private static final int ONE_IN = 4;

    private final OutputStream file;
    private final AtomicLong looks = new AtomicLong();

    private AccessLog(OutputStream file) {
        this.file = file;
    }

    /** Appends to a file. */
    static AccessLog to(Path path) throws IOException {
        return new AccessLog(Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** Writes nothing. */
    static AccessLog none() {
        return new AccessLog(OutputStream.nullOutputStream());
    }

    void order(String amount, int status) {
        write("POST /orders " + amount, status);
    }

    void catalog(int status) {
        if (status != 200 || looks.getAndIncrement() % ONE_IN == 0) {
            write("GET /catalog", status);
        }
    }

    /** What is appended in one piece stands on a line of its own. */
    private void write(String request, int status) {
        try {
            file.write((Instant.now() + " " + request + " " + status + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            // The disk is full, and the shop stays open.
        }
    }
}
