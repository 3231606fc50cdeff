package io.farspan.agent.start;

import java.lang.reflect.Field;

import org.jolokia.jvmagent.JvmAgent;
import org.jspecify.annotations.Nullable;

/**
 * Jolokia's shutdown hook, which stops its server the moment the JVM begins to end. Without it the server answers until the
 * JVM has ended, so that home can fetch what is left; nothing else depends on it.
 */
final class JolokiaHook {

    private JolokiaHook() {}

    /** Removes it; with a release of Jolokia that has none of this form it stays. */
    static void remove() {
        try {
            Object server = value(JvmAgent.class.getDeclaredField("server"), null);
            Object hook = server == null ? null : value(server.getClass().getDeclaredField("cleaner"), server);
            if (hook instanceof Thread) {
                Runtime.getRuntime().removeShutdownHook((Thread) hook);
            }
        } catch (ReflectiveOperationException | IllegalStateException | LinkageError e) {
            // The server stops as early as Jolokia wants it to.
        }
    }

    private static @Nullable Object value(Field field, @Nullable Object owner) throws ReflectiveOperationException {
        field.setAccessible(true);
        return field.get(owner);
    }
}
