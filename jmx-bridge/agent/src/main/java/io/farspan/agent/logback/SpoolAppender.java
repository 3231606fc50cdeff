package io.farspan.agent.logback;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.jspecify.annotations.Nullable;

/**
 * Passes on each event in the thread that logs it. It does not use the base class' guard against events inside events, which
 * loses them: its target has its own, around the text and the attributes.
 */
final class SpoolAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    static final String NAME = "farspan";

    private static final boolean EXACT = has("getInstant");
    private static final boolean PAIRS = has("getKeyValuePairs");

    /** Told in the place of an event that cannot be read; made before memory lacks. */
    private static final Object[] UNREADABLE = {};

    private final Consumer<Object[]> target;
    private final Runnable removed;

    /**
     * @param removed told when the library stops this appender, as with every new configuration
     */
    SpoolAppender(Consumer<Object[]> target, Runnable removed) {
        this.target = target;
        this.removed = removed;
        setName(NAME);
    }

    @Override
    public void doAppend(ILoggingEvent event) {
        append(event);
    }

    @Override
    @SuppressWarnings("NullAway") // the target knows what may be null
    protected void append(ILoggingEvent event) {
        try {
            target.accept(new Object[] {
                EXACT ? event.getInstant() : Instant.ofEpochMilli(event.getTimeStamp()),
                severity(event.getLevel()),
                event.getLoggerName(),
                event.getThreadName(),
                (Supplier<String>) event::getFormattedMessage,
                (Supplier<String>) event::getMessage,
                thrown(event.getThrowableProxy()),
                (Supplier<Map<String, String>>) () -> attributes(event)
            });
        } catch (Throwable e) {
            lost();
        }
    }

    /** Nothing of ours reaches the application's thread. */
    private void lost() {
        try {
            target.accept(UNREADABLE);
        } catch (Throwable e) {
            // The stack has no room for one more call.
        }
    }

    private static Map<String, String> attributes(ILoggingEvent event) {
        Map<String, String> attributes = new HashMap<>(event.getMDCPropertyMap());
        if (PAIRS) {
            KeyValues.of(event, attributes);
        }
        if (event.getMarker() != null) {
            attributes.put("marker", event.getMarker().getName());
        }
        return attributes;
    }

    private static @Nullable Object thrown(@Nullable IThrowableProxy proxy) {
        if (proxy instanceof ThrowableProxy) {
            return ((ThrowableProxy) proxy).getThrowable();
        }
        return proxy == null ? null : ThrowableProxyUtil.asString(proxy);
    }

    /** OpenTelemetry's severity numbers, as its own appender for this library gives them. */
    private static int severity(Level level) {
        switch (level.toInt()) {
            case Level.TRACE_INT:
                return 1;
            case Level.DEBUG_INT:
                return 5;
            case Level.INFO_INT:
                return 9;
            case Level.WARN_INT:
                return 13;
            default:
                return 17;
        }
    }

    /** Versions differ in what an event can say. */
    private static boolean has(String method) {
        try {
            ILoggingEvent.class.getMethod(method);
            return true;
        } catch (NoSuchMethodException | LinkageError e) {
            return false;
        }
    }

    @Override
    public boolean isStarted() {
        return true;
    }

    @Override
    public void stop() {
        try {
            removed.run();
        } catch (Throwable e) {
            // Looked for after a while in any case.
        }
    }
}
