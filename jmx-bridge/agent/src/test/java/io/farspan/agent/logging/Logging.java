package io.farspan.agent.logging;

import java.io.IOException;
import java.util.ResourceBundle;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import io.farspan.agent.AgentUrl;

/** An application that logs through {@code java.util.logging} and waits to be told to end. */
public final class Logging {

    private static final Logger LOG = Logger.getLogger("shop.Orders");

    private Logging() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        LOG.log(Level.INFO, "first of {0}", arguments.length);
        LOG.log(Level.SEVERE, "failed", new IllegalStateException("why", new IOException("because")));
        LogManager.getLogManager().readConfiguration();
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            if (handler instanceof ConsoleHandler) { // which would make texts of arguments, too
                Logger.getLogger("").removeHandler(handler);
            }
        }
        LOG.log(Level.WARNING, "after the new configuration: {0}", new Object() {
            @Override
            public String toString() {
                LOG.log(Level.INFO, "inside {0}", this);
                return "an object";
            }
        });
        LOG.log(Level.INFO, "broken {0}", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        });
        LogRecord lone = new LogRecord(Level.INFO, "lone \uD800 and \0");
        lone.setResourceBundle((ResourceBundle) null);
        LOG.log(lone);
        System.out.println("logged");
        System.out.println("url " + AgentUrl.await());
        while (System.in.read() >= 0) {
            LOG.info("told");
        }
    }
}
