package io.farspan.agent.library;

import java.io.IOException;
import java.util.Iterator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

/** An application that logs through Logback and waits to be told to log, or ends when it is told so at once. */
public final class LogbackLogging {

    private LogbackLogging() {}

    public static void main(String[] arguments) throws IOException {
        org.slf4j.Logger log = LoggerFactory.getLogger("shop.Orders");
        MDC.put("trace_id", "0AF7651916CD43DD8448EB211C80319C");
        MDC.put("spanId", "b7ad6b7169203331");
        MDC.put("customer", "c1");
        log.info("first of {}", 1);
        MDC.clear();
        MDC.put("trace_id", "none");
        log.error(
                MarkerFactory.getMarker("AUDIT"),
                "failed",
                new IllegalStateException("why", new IOException("because")));
        MDC.clear();
        ((Logger) LoggerFactory.getLogger("ROOT"))
                .detachAppender("console"); // which would make texts of arguments, too
        log.warn("outside of {}", new Object() {
            @Override
            public String toString() {
                log.info("inside of {}", this);
                return "an object";
            }
        });

        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.stop();
        context.reset();
        Logger kept = context.getLogger("shop.Audit");
        kept.setAdditive(false);
        kept.setLevel(Level.ALL);
        context.start();
        awaitAppender(context.getLogger("ROOT"));
        awaitAppender(kept);
        log.debug("after the reset");
        kept.trace("kept from the root");
        System.out.println("logged");
        if (arguments.length == 0) {
            while (System.in.read() >= 0) {
                log.info("told");
                System.out.println("told");
            }
        }
    }

    private static void awaitAppender(Logger logger) {
        while (true) {
            for (Iterator<Appender<ILoggingEvent>> each = logger.iteratorForAppenders(); each.hasNext(); ) {
                if ("farspan".equals(each.next().getName())) {
                    return;
                }
            }
            Thread.onSpinWait();
        }
    }
}
