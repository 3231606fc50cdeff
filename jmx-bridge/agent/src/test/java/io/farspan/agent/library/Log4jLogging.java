package io.farspan.agent.library;

import java.io.IOException;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.LoggerConfig;

/** An application that logs through Log4j 2 and waits to be told to log, or ends when it is told so at once. */
public final class Log4jLogging {

    private Log4jLogging() {}

    public static void main(String[] arguments) throws IOException {
        Logger log = LogManager.getLogger("shop.Orders");
        ThreadContext.put("trace_id", "0AF7651916CD43DD8448EB211C80319C");
        ThreadContext.put("spanId", "b7ad6b7169203331");
        ThreadContext.put("customer", "c1");
        log.error("first of {}", 1);
        ThreadContext.clearAll();
        ThreadContext.put("trace_id", "none");
        log.fatal(
                MarkerManager.getMarker("AUDIT"),
                "failed",
                new IllegalStateException("why", new IOException("because")));
        ThreadContext.clearAll();
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        LoggerConfig root = context.getConfiguration().getRootLogger();
        for (String name : root.getAppenders().keySet()) {
            if (!name.equals("farspan")) { // the others would make texts of arguments, too
                root.removeAppender(name);
            }
        }
        log.error("outside of {}", new Object() {
            @Override
            public String toString() {
                log.error("inside of it"); // the library itself would make an argument's text without an end
                return "an object";
            }
        });

        context.reconfigure();
        log.error("after the new configuration");
        LoggerConfig kept = new LoggerConfig("shop.Audit", Level.ALL, false);
        context.getConfiguration().addLogger("shop.Audit", kept);
        context.updateLoggers();
        while (!kept.getAppenders().containsKey("farspan")) {
            Thread.onSpinWait();
        }
        LogManager.getLogger("shop.Audit").trace("kept from the root");
        System.out.println("logged");
        if (arguments.length == 0) {
            while (System.in.read() >= 0) {
                log.error("told");
                System.out.println("told");
            }
        }
    }
}
