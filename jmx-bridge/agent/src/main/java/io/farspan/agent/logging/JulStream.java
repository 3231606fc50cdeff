package io.farspan.agent.logging;

import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

import io.farspan.agent.spool.Spool;

/**
 * The events of {@code java.util.logging} as a stream: a handler at the root logger, which is put in again when the
 * application reads a new configuration or removes it.
 *
 * <p>It sees what the application's levels let pass, and not what loggers keep from their parents.
 */
public final class JulStream {

    /** As the stream is named. */
    public static final String NAME = "jul";

    private final JulHandler handler;
    private final Object adding = new Object();

    public JulStream(Spool spool) {
        handler = new JulHandler(spool);
        handler.setLevel(Level.ALL);
    }

    /** Puts the handler in, and again after each new configuration. */
    public void start() {
        LogManager.getLogManager().addConfigurationListener(this::check);
        check();
    }

    /**
     * Puts the handler in if it is missing; to be called now and then. A logger takes the same handler twice and then
     * doubles each event, so that two threads must not both find it missing. The log manager is asked before the lock,
     * because a new configuration calls this perhaps with locks of its own.
     */
    public void check() {
        Logger root = Logger.getLogger("");
        synchronized (adding) {
            if (Arrays.stream(root.getHandlers()).noneMatch(present -> present == handler)) {
                root.addHandler(handler);
            }
        }
    }
}
