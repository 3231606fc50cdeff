package io.farspan.agent.logback;

import java.lang.reflect.Field;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Puts the appender into one copy of Logback, at the root logger and at each that keeps its events from its parents. It
 * lives in the application's loader's graph, which it does not outlive.
 *
 * <p>No listener is added to the context: its list of listeners is not safe for another thread, and is emptied when the
 * context stops, as Spring Boot does. A reset stops the appender, which says so, and it is put in again by the agent's
 * thread.
 */
public final class Contexts implements BooleanSupplier {

    private static final int SUCCESSFUL = 3;
    private static final int SHARE = 100;

    private final SpoolAppender appender;
    private long looked;
    private long took;

    public Contexts(Consumer<Object[]> target, Runnable removed) {
        appender = new SpoolAppender(target, removed);
    }

    /** Puts the appender in where it is missing, and whether it is in; called by one thread. */
    @Override
    public boolean getAsBoolean() {
        if (isInitialized()) {
            ILoggerFactory factory = LoggerFactory.getILoggerFactory();
            if (factory instanceof LoggerContext) {
                check((LoggerContext) factory);
                return true;
            }
        }
        return false;
    }

    private void check(LoggerContext context) {
        if (appender.getContext() == null) {
            appender.setContext(context);
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        if (!root.isAttached(appender)) {
            root.addAppender(appender);
        }
        checkAll(context, root);
    }

    /** Loggers may be many, and are looked through for at most a hundredth of the time. */
    private void checkAll(LoggerContext context, Logger root) {
        long now = System.nanoTime();
        if (looked != 0 && now - looked < SHARE * took) {
            return;
        }
        for (Logger logger : context.getLoggerList()) {
            if (logger != root) {
                check(logger);
            }
        }
        looked = now;
        took = System.nanoTime() - now;
    }

    /** An event meets one logger on its way that is the root or keeps it, and so becomes one record. */
    private void check(Logger logger) {
        boolean attached = logger.isAttached(appender);
        if (attached && logger.isAdditive()) {
            logger.detachAppender(appender);
        } else if (!attached && !logger.isAdditive()) {
            logger.addAppender(appender);
        }
    }

    /** Asking SLF4J for its factory too early would configure the library in our thread, before the application is ready. */
    private static boolean isInitialized() {
        try {
            Field state = LoggerFactory.class.getDeclaredField("INITIALIZATION_STATE");
            state.setAccessible(true);
            return state.getInt(null) == SUCCESSFUL;
        } catch (NoSuchFieldException e) {
            return true;
        } catch (IllegalAccessException e) {
            return false;
        }
    }
}
