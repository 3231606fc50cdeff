package io.farspan.local.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import javax.management.JMException;

import io.farspan.local.shop.Shop;

/**
 * {@code java … Generator NAME PORT LOGFILE LINES}: the shop, which besides writes numbered lines to the file {@code LINES}
 * and numbered events to {@code java.util.logging}, as fast as {@link #LINES_PER_SECOND} says, and takes the file away every
 * few seconds: by renaming it, by copying and truncating, by deleting. It goes on with the next number when it is started
 * again, and stops when there is a file {@code LINES.stop}.
 */
public final class Generator {

    private static final int LINES_PER_SECOND = 100;
    private static final int EVENTS_PER_SECOND = 50;
    private static final int THROWING_EVERY = 20;

    /** Every so many lines the file is taken away: a reader that lives has seen it by then. */
    private static final int LINES_A_FILE = 4 * LINES_PER_SECOND;

    private static final int UNCOPIED = 20;

    private final NumberedLines numbered;
    private final Path lines;
    private final Logger log = Logger.getLogger("generator");

    private Generator(String name, Path lines) {
        this.numbered = new NumberedLines(name);
        this.lines = lines;
    }

    /** Starts the shop and both writers. */
    public static void main(String[] arguments) throws IOException, JMException {
        Shop.main(new String[] {arguments[0], arguments[1], arguments[2]});
        Generator generator = new Generator(arguments[0], Path.of(arguments[3]));
        new Thread(() -> generator.run("lines", generator::writeLines), "lines").start();
        new Thread(() -> generator.run("events", generator::logEvents), "events").start();
    }

    /** The journal of the lines in a file. */
    public static Path linesOf(Path lines) {
        return lines.resolveSibling(lines.getFileName() + ".lines");
    }

    /** The journal of the events that were logged beside a file of lines. */
    public static Path eventsOf(Path lines) {
        return lines.resolveSibling(lines.getFileName() + ".events");
    }

    /** The file that ends the writing when it is there. */
    public static Path stopOf(Path lines) {
        return lines.resolveSibling(lines.getFileName() + ".stop");
    }

    private interface Writer {
        void write() throws IOException, InterruptedException;
    }

    private void run(String what, Writer writer) {
        try {
            writer.write();
            System.out.println("GENERATED " + what);
        } catch (IOException e) {
            System.out.println("GENERATOR FAILED: " + what + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeLines() throws IOException, InterruptedException {
        long number = next(linesOf(lines));
        Random random = new Random(number);
        try (Journal journal = Journal.open(linesOf(lines))) {
            LogFile file = new LogFile(lines, journal, numbered);
            for (int written = 1; goesOn(LINES_PER_SECOND); written++) {
                file.write(number++, false);
                if (written % LINES_A_FILE == 0) {
                    switch (random.nextInt(3)) {
                        case 0 -> file.rename(number++);
                        case 1 -> {
                            file.copyAndTruncate(number, number + UNCOPIED);
                            number += UNCOPIED;
                        }
                        default -> file.delete();
                    }
                }
            }
        }
    }

    private void logEvents() throws IOException, InterruptedException {
        long number = next(eventsOf(lines));
        try (Journal journal = Journal.open(eventsOf(lines))) {
            for (; goesOn(EVENTS_PER_SECOND); number++) {
                journal.begin(number, 0);
                if (number % THROWING_EVERY == 0) {
                    log.log(Level.SEVERE, numbered.text(number), new IllegalStateException("on purpose"));
                } else {
                    log.info(numbered.text(number));
                }
                journal.written(number, false);
            }
        }
    }

    private boolean goesOn(int perSecond) throws InterruptedException {
        TimeUnit.MICROSECONDS.sleep(1_000_000L / perSecond);
        return !Files.exists(stopOf(lines));
    }

    private static long next(Path journal) throws IOException {
        return Journal.read(journal).keySet().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0)
                + 1;
    }
}
