package io.farspan.bridge.type;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Classes by name: primitives and those of the JDK. No other class is loaded for a name that came over the network. */
public final class Classes {

    private static final Map<String, Class<?>> PRIMITIVES = Map.of(
            "void", void.class,
            "boolean", boolean.class,
            "char", char.class,
            "byte", byte.class,
            "short", short.class,
            "int", int.class,
            "long", long.class,
            "float", float.class,
            "double", double.class);

    private static final Map<String, Optional<Class<?>>> KNOWN = new ConcurrentHashMap<>();
    private static final int MOST = 10_000;

    private Classes() {}

    /** The class of a name as {@link Class#getName} writes it. */
    public static Optional<Class<?>> of(String name) {
        Class<?> primitive = PRIMITIVES.get(name);
        if (primitive != null) {
            return Optional.of(primitive);
        }
        if (KNOWN.size() > MOST) {
            KNOWN.clear();
        }
        return KNOWN.computeIfAbsent(name, Classes::load);
    }

    private static Optional<Class<?>> load(String name) {
        try {
            return Optional.of(Class.forName(name, false, ClassLoader.getPlatformClassLoader()));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }
}
