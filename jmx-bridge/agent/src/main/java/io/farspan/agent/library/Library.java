package io.farspan.agent.library;

import java.util.List;

/** A logging library, known by the names of its classes. */
public enum Library {
    /** Logback, from 1.2. */
    LOGBACK(
            "logback",
            "ch.qos.logback.classic.LoggerContext",
            "org.slf4j.LoggerFactory",
            List.of("ch/qos/logback/classic/spi/LoggingEvent")),

    /** Log4j 2, from 2.12; not the bridge that leads its API to another library. */
    LOG4J2(
            "log4j2",
            "org.apache.logging.log4j.core.config.DefaultConfiguration",
            "org.apache.logging.log4j.LogManager",
            List.of(
                    "org/apache/logging/log4j/core/jmx/Server",
                    "org/apache/logging/log4j/core/impl/MutableLogEvent",
                    "org/apache/logging/log4j/core/impl/Log4jLogEvent"));

    private final String stream;
    private final String context;
    private final String entry;
    private final List<String> beforeEvents;

    /**
     * @param context the class that is loaded when the library begins to make its first context
     * @param entry whose state says whether the application has begun to use the library
     * @param beforeEvents classes, in the JVM's form, of which one is loaded shortly before the first event and after its
     *     context was configured
     */
    Library(String stream, String context, String entry, List<String> beforeEvents) {
        this.stream = stream;
        this.context = context;
        this.entry = entry;
        this.beforeEvents = beforeEvents;
    }

    /** The name of the stream of all its copies. */
    public String stream() {
        return stream;
    }

    String context() {
        return context;
    }

    String entry() {
        return entry;
    }

    List<String> beforeEvents() {
        return beforeEvents;
    }

    /** The package of our classes that know the library. */
    String ours() {
        return "io.farspan.agent." + stream;
    }
}
