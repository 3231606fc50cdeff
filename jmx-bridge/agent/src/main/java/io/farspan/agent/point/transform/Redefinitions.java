package io.farspan.agent.point.transform;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The classes that others, such as a debugger, have redefined while they ran. Before Java 20 the JVM undoes that when the class is
 * retransformed, because it begins with the bytes from before (JDK-7124710); so they get no points there. It must be
 * watched from the beginning, and costs one comparison for each class that is loaded.
 */
public final class Redefinitions {

    private static final int FIXED = 20;

    private final Set<Class<?>> classes = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private Redefinitions() {}

    /** Begins to watch, where the JVM makes it necessary. */
    public static Redefinitions watch(Instrumentation instrumentation) {
        Redefinitions redefinitions = new Redefinitions();
        if (Runtime.version().feature() < FIXED) {
            // One that cannot retransform is told of redefinitions, and not of retransformations.
            instrumentation.addTransformer(redefinitions.new Watch(), false);
        }
        return redefinitions;
    }

    /** Whether a redefinition would be undone. */
    boolean isUndone(Class<?> type) {
        return classes.contains(type);
    }

    private final class Watch implements ClassFileTransformer {
        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                @Nullable String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] bytes) {
            if (redefined != null) {
                classes.add(redefined);
            }
            return null;
        }
    }
}
