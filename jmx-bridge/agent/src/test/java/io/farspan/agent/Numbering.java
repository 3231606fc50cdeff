package io.farspan.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Logger;

/**
 * An application that writes numbered lines, each to a file and through {@code java.util.logging}, as many as it is told to,
 * and then says how many there are by now.
 */
public final class Numbering {

    private static final Logger LOG = Logger.getLogger("shop.Orders");
    private static final String TEXT = " " + "x".repeat(1_000);

    private Numbering() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            if (handler instanceof ConsoleHandler) {
                Logger.getLogger("").removeHandler(handler);
            }
        }
        System.out.println("url " + AgentUrl.await());
        BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int number = 0;
        try (Writer file = Files.newBufferedWriter(Path.of(arguments[0]))) {
            for (String more = told.readLine(); more != null; more = told.readLine()) {
                for (int end = number + Integer.parseInt(more); number < end; number++) {
                    LOG.info(number + TEXT);
                    file.write(number + TEXT + "\n");
                }
                file.flush();
                System.out.println("wrote " + number);
            }
        }
    }
}
