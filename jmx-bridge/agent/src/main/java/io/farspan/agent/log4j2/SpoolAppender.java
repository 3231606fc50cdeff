package io.farspan.agent.log4j2;

import java.util.function.Consumer;

import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * An appender that is never called, because the filter before it takes all events. Log4j calls no appender for an event
 * that is logged within it, and says so on the console; filters it does call.
 */
final class SpoolAppender extends AbstractAppender {

    static final String NAME = "farspan";

    private final EventFilter filter;

    SpoolAppender(Consumer<Object[]> target) {
        super(NAME, null, null, true, Property.EMPTY_ARRAY);
        filter = new EventFilter(target);
        start();
    }

    /** Adds it, or removes it, as the logger shall have it or not. */
    void keep(LoggerConfig logger, boolean wanted) {
        boolean present = logger.getAppenders().containsKey(NAME);
        if (wanted && !present) {
            logger.addAppender(this, null, filter);
        } else if (!wanted && present) {
            logger.removeAppender(NAME);
        }
    }

    @Override
    public void append(LogEvent event) {
        // The filter has it.
    }

    @Override
    public void stop() {
        // A new configuration gets it again.
    }
}
