package io.farspan.agent.point.condition;

import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The fields of a class. To find them the JVM loads their types, by a class loader of the application and under its locks: in a
 * thread that hits a point and holds a lock of its own that could be a deadlock. So a hit takes those that are found, and
 * leaves the others to the thread that tends points. Those of classes of the JDK's core, which no such loader loads, are found at
 * once. What was found hangs at the class, so that no loader is kept from being unloaded.
 */
public final class ClassFields {

    private static final int MOST_WAITING = 1_000;
    private static final int MOST_SHOWN = 50;
    private static final int LONGEST_NAME = 200;
    private static final Set<String> NAMING = Set.of("name", "key", "header");

    private static final Queue<WeakReference<Class<?>>> WAITING = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger WAITING_COUNT = new AtomicInteger();

    private static final ClassValue<Slot> SLOTS = new ClassValue<>() {
        @Override
        protected Slot computeValue(Class<?> type) {
            return new Slot();
        }
    };

    /** The nearest field of a name; empty when it cannot be read. */
    private final Map<String, Optional<Field>> named = new HashMap<>();

    private final List<Field> shown = new ArrayList<>();

    /** The texts of an object that may say what its value is. */
    private final List<Field> naming = new ArrayList<>();

    private boolean complete = true;

    private ClassFields() {}

    /** Those that are found already; otherwise the class waits to be looked at. Loads nothing and never waits. */
    public static Optional<ClassFields> known(Class<?> type) {
        Slot slot = SLOTS.get(type);
        Optional<ClassFields> fields = slot.fields;
        if (fields.isPresent()) {
            return fields;
        }
        if (type.getClassLoader() == null) {
            return Optional.of(find(type));
        }
        if (WAITING_COUNT.get() < MOST_WAITING && slot.waiting.compareAndSet(false, true)) {
            WAITING_COUNT.incrementAndGet();
            WAITING.add(new WeakReference<>(type));
        }
        return Optional.empty();
    }

    /** Finds those of a class now, in a thread that may wait for the application's class loaders. */
    public static ClassFields find(Class<?> type) {
        Slot slot = SLOTS.get(type);
        if (slot.fields.isEmpty()) {
            ClassFields found = new ClassFields();
            for (Class<?> at = type; at != null; at = at.getSuperclass()) {
                found.add(at);
            }
            slot.fields = Optional.of(found);
        }
        return slot.fields.get();
    }

    /** Finds those that hits have asked for, in a thread that may wait for the application's class loaders. */
    public static void findWaiting() {
        for (WeakReference<Class<?>> next = WAITING.poll(); next != null; next = WAITING.poll()) {
            WAITING_COUNT.decrementAndGet();
            Class<?> type = next.get();
            if (type != null) {
                SLOTS.get(type).waiting.set(false); // asked for again when there is no memory for it now
                find(type);
            }
        }
    }

    /** The nearest field of a name, if it can be read. */
    public Optional<Field> named(String name) {
        return named.getOrDefault(name, Optional.empty());
    }

    /**
     * The fields of an object that are shown: those of an application's own classes, at most {@value #MOST_SHOWN}; the JDK's are
     * its own concern, but for the text of an exception.
     */
    public List<Field> shown() {
        return shown;
    }

    /** Whether a field says what an object's value is, as the name of a header does. */
    public boolean isNaming(Field field) {
        return naming.contains(field);
    }

    /** Whether an object has a name and values, and the name is that of a secret. */
    public boolean isSecretPair(Object object) {
        for (Field field : naming) {
            try {
                Object name = field.get(object);
                if (name instanceof String && Secrets.isNamedSecret(beginning((String) name))) {
                    return true;
                }
            } catch (IllegalAccessException e) {
                return true; // it cannot be seen what it is
            }
        }
        return false;
    }

    private static String beginning(String name) {
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    private void add(Class<?> type) {
        boolean own = type.getClassLoader() != null && type.getClassLoader() != ClassLoader.getPlatformClassLoader();
        try {
            for (Field field : type.getDeclaredFields()) {
                boolean readable = field.trySetAccessible();
                if (complete) {
                    named.putIfAbsent(field.getName(), readable ? Optional.of(field) : Optional.empty());
                }
                boolean instance = !Modifier.isStatic(field.getModifiers());
                boolean wanted =
                        own || type == Throwable.class && field.getName().equals("detailMessage");
                if (readable && instance && wanted && shown.size() < MOST_SHOWN) {
                    shown.add(field);
                }
                if (readable
                        && instance
                        && own
                        && field.getType() == String.class
                        && NAMING.contains(field.getName())) {
                    naming.add(field);
                }
            }
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) { // types that are missing, or whatever the application's loader throws
            complete = false; // a field of a superclass need not be the nearest of its name
        }
    }

    /** What hangs at a class. */
    private static final class Slot {
        private final AtomicBoolean waiting = new AtomicBoolean();
        private volatile Optional<ClassFields> fields = Optional.empty();
    }
}
