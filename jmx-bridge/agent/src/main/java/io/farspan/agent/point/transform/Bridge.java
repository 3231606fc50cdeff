package io.farspan.agent.point.transform;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.point.hit.Site;

/**
 * What leads from the application's code to our sites: one class in the package {@code java.lang}, which is the only package that
 * every loader sees, those of OSGi and of JBoss Modules too. It holds an array of objects whose class, below our loader, leads
 * to a site. Of ours the application sees nothing else.
 *
 * <p>An element that a site had is given to another one at the earliest {@value #SLOTS} points later: code that was
 * replaced while it ran still uses it.
 */
public final class Bridge {

    static final int SLOTS = 4096;

    private static @Nullable Bridge known;

    private final @Nullable Object[] points;
    private final Object none;
    private final Constructor<?> leading;
    private int next = 1;

    private Bridge(Class<?> seen, Class<?> leading) throws ReflectiveOperationException {
        seen.getMethod("room", int.class); // one that an older agent has defined is there without it
        this.points = (@Nullable Object[]) seen.getField(BridgeClasses.POINTS).get(null);
        this.none = seen.getConstructor().newInstance();
        this.leading = leading.getConstructor(Site.class);
    }

    /**
     * The bridge of this JVM, defined with the first call.
     *
     * @throws ReflectiveOperationException when this JVM does not allow it
     */
    public static synchronized Bridge of(Instrumentation instrumentation) throws ReflectiveOperationException {
        Bridge bridge = known;
        if (bridge == null) {
            Class<?> seen = seen(instrumentation);
            bridge = new Bridge(seen, MethodHandles.lookup().defineClass(BridgeClasses.leading()));
            known = bridge;
        }
        return bridge;
    }

    private static Class<?> seen(Instrumentation instrumentation) throws ReflectiveOperationException {
        instrumentation.redefineModule(
                Object.class.getModule(),
                Set.of(),
                Map.of(),
                Map.of("java.lang", Set.of(Bridge.class.getModule())),
                Set.of(),
                Map.of());
        try {
            return Class.forName(BridgeClasses.BRIDGE.replace('/', '.'), true, null);
        } catch (ClassNotFoundException e) {
            return MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup())
                    .defineClass(BridgeClasses.bridge());
        }
    }

    /**
     * Gives a site an element.
     *
     * @throws Refused when all are in use
     */
    synchronized int add(Site site) {
        for (int i = 0; i < SLOTS; i++) {
            int slot = next;
            next = next + 1 == SLOTS ? 1 : next + 1;
            Object there = points[slot];
            if (there == null || there.getClass() == none.getClass()) {
                points[slot] = leading(site);
                return slot;
            }
        }
        throw new Refused("there are " + SLOTS + " places with points already: remove some");
    }

    private Object leading(Site site) {
        try {
            return leading.newInstance(site);
        } catch (ReflectiveOperationException e) {
            throw new Refused("the point cannot be reached: " + e);
        }
    }

    /** What comes through an element from now on does nothing. */
    synchronized void remove(int slot) {
        points[slot] = none;
    }
}
