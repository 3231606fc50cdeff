package io.farspan.agent.log4j2;

import java.beans.PropertyChangeEvent;
import java.beans.PropertyChangeListener;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.impl.Log4jContextFactory;
import org.apache.logging.log4j.spi.LoggerContextFactory;

/**
 * Puts the appender into all contexts of one copy of Log4j 2, at the root logger and at each that keeps its events from its
 * parents, and again with every new configuration. It lives in the application's loader's graph, which it does not outlive.
 */
public final class Contexts implements BooleanSupplier, PropertyChangeListener {

    private final SpoolAppender appender;
    private final Runnable removed;
    private final Set<LoggerContext> heard = Collections.newSetFromMap(new WeakHashMap<>());

    public Contexts(Consumer<Object[]> target, Runnable removed) {
        this.appender = new SpoolAppender(target);
        this.removed = removed;
    }

    /** Puts the appender in where it is missing, and whether it is in a context; called by one thread. */
    @Override
    public boolean getAsBoolean() {
        boolean in = false;
        LoggerContextFactory factory = LogManager.getFactory();
        if (factory instanceof Log4jContextFactory) {
            for (LoggerContext context :
                    ((Log4jContextFactory) factory).getSelector().getLoggerContexts()) {
                if (heard.add(context)) {
                    context.addPropertyChangeListener(this);
                }
                in |= check(context);
            }
        }
        return in;
    }

    /** Called by whoever configures a context, before its next event. */
    @Override
    public void propertyChange(PropertyChangeEvent change) {
        try {
            if (LoggerContext.PROPERTY_CONFIG.equals(change.getPropertyName())
                    && change.getSource() instanceof LoggerContext) {
                check((LoggerContext) change.getSource());
                removed.run();
            }
        } catch (Throwable e) {
            // Looked for after a while in any case.
        }
    }

    /** An event meets one logger on its way that is the root or keeps it, and so becomes one record. */
    private boolean check(LoggerContext context) {
        if (!context.isStarted() && !context.isStarting()) {
            return false;
        }
        Configuration configuration = context.getConfiguration();
        LoggerConfig root = configuration.getRootLogger();
        appender.keep(root, true);
        for (LoggerConfig logger : configuration.getLoggers().values()) {
            if (logger != root) {
                appender.keep(logger, !logger.isAdditive());
            }
        }
        return true;
    }
}
