package io.farspan.agent.point.condition;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Collections of the JDK that can be read without running code of the application: those that call neither {@code equals},
 * nor a comparator, nor another collection that they wrap, take no lock, and know their size.
 */
public final class KnownTypes {

    private static final Set<String> LISTS = Set.of(
            "java.util.ArrayList",
            "java.util.Arrays$ArrayList",
            "java.util.ImmutableCollections$ListN",
            "java.util.ImmutableCollections$List12",
            "java.util.Collections$EmptyList",
            "java.util.Collections$SingletonList",
            "java.util.concurrent.CopyOnWriteArrayList");

    private static final Set<String> OTHERS = Set.of(
            "java.util.LinkedList",
            "java.util.ArrayDeque",
            "java.util.HashSet",
            "java.util.LinkedHashSet",
            "java.util.ImmutableCollections$SetN",
            "java.util.ImmutableCollections$Set12",
            "java.util.Collections$EmptySet");

    private static final Set<String> LOOKED_UP = Set.of(
            "java.util.HashMap",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.ImmutableCollections$MapN",
            "java.util.ImmutableCollections$Map1");

    private static final Set<String> MAPS = Set.of(
            "java.util.LinkedHashMap", "java.util.TreeMap", "java.util.Collections$EmptyMap", "java.util.EnumMap");

    private static final ClassValue<Kind> KINDS = new ClassValue<>() {
        @Override
        protected Kind computeValue(Class<?> type) {
            String name = type.getName();
            if (type.getClassLoader() != null) {
                return Kind.UNKNOWN;
            }
            return LISTS.contains(name)
                    ? Kind.LIST
                    : OTHERS.contains(name)
                            ? Kind.COLLECTION
                            : LOOKED_UP.contains(name) ? Kind.LOOKED_UP : MAPS.contains(name) ? Kind.MAP : Kind.UNKNOWN;
        }
    };

    private enum Kind {
        LIST,
        COLLECTION,
        LOOKED_UP,
        MAP,
        UNKNOWN
    }

    private KnownTypes() {}

    /** A list whose elements can be read by index at once. */
    static boolean isList(@Nullable Object value) {
        return kind(value) == Kind.LIST;
    }

    /** A map that finds a text without side effects. */
    public static boolean isLookedUp(@Nullable Object value) {
        return kind(value) == Kind.LOOKED_UP;
    }

    /** A collection that can be iterated over. */
    public static boolean isCollection(@Nullable Object value) {
        return kind(value) == Kind.LIST || kind(value) == Kind.COLLECTION;
    }

    /** A map that can be iterated over. */
    public static boolean isMap(@Nullable Object value) {
        return kind(value) == Kind.LOOKED_UP || kind(value) == Kind.MAP;
    }

    private static Kind kind(@Nullable Object value) {
        return value == null ? Kind.UNKNOWN : KINDS.get(value.getClass());
    }
}
