package io.farspan.agent.point.transform;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.ParameterNode;

import io.farspan.agent.point.hit.Site;

/**
 * Puts points into classes and takes them out. The class is changed only by a retransformation of ours, whose result the JVM
 * verifies before it takes it: when it does not, the class stays what it was. When others load, redefine or retransform the class,
 * nothing of ours is in what they do; whoever asked for the points is told, and can have them put in again.
 */
public final class Transformation {

    private static final int MOST_CLASSES = 100;

    private final Instrumentation instrumentation;
    private final Redefinitions redefinitions;
    private final Bridge bridge;
    private final ParameterNames names;
    private final Transformer transformer;
    private final List<Installed> installed = new ArrayList<>();

    private Transformation(
            Instrumentation instrumentation,
            Redefinitions redefinitions,
            Bridge bridge,
            BiConsumer<String, Boolean> changed) {
        this.instrumentation = instrumentation;
        this.redefinitions = redefinitions;
        this.bridge = bridge;
        this.names = ParameterNames.of(instrumentation);
        this.transformer = new Transformer(changed);
    }

    /**
     * Begins to see what becomes of classes.
     *
     * @param changed told the name of a class that others load, redefine or retransform, in their threads, and whether it is
     *     being loaded
     * @throws ReflectiveOperationException when this JVM does not allow what is needed
     */
    public static Transformation begin(
            Instrumentation instrumentation, Redefinitions redefinitions, BiConsumer<String, Boolean> changed)
            throws ReflectiveOperationException {
        if (!instrumentation.isRetransformClassesSupported()) {
            throw new Refused("this JVM does not retransform classes");
        }
        Transformation transformation =
                new Transformation(instrumentation, redefinitions, Bridge.of(instrumentation), changed);
        instrumentation.addTransformer(transformation.transformer, true);
        return transformation;
    }

    /** The classes of a name that are loaded now, in all loaders; at most {@value #MOST_CLASSES} of them. */
    public List<Class<?>> loaded(String name) {
        List<Class<?>> classes = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (type.getName().equals(name) && classes.size() < MOST_CLASSES) {
                classes.add(type);
            }
        }
        return classes;
    }

    /**
     * Puts exactly these points into a class; with none of them the class is again what it was.
     *
     * @return why those were refused that could not be put in, by their ids
     * @throws Refused when the class cannot be changed, or the JVM does not accept the result; it is then as before
     */
    public synchronized Map<String, String> apply(Class<?> type, Collection<Point> points) {
        if (redefinitions.isUndone(type)) {
            return leave(type, points);
        }
        check(type);
        if (points.isEmpty() && !isIn(type)) {
            return Map.of();
        }
        Installed next = new Installed(bridge, type);
        Work work;
        try {
            open(type);
            work = new Work(type, points, names.of(type), next);
            transformer.during(work, () -> instrumentation.retransformClasses(type));
        } catch (Throwable e) { // LinkageError and InternalError are what the JVM refuses with
            next.release();
            throw e instanceof Refused ? (Refused) e : new Refused(reason(e));
        }
        try {
            work.check();
        } catch (Refused e) { // the JVM took the class as it is without us
            next.release();
            release(type);
            throw e;
        }
        release(type);
        if (!points.isEmpty()) {
            installed.add(next);
        }
        return next.refused();
    }

    private void release(Class<?> type) {
        release(each -> each.isIn(type));
    }

    private void release(Predicate<Installed> gone) {
        installed.removeIf(each -> {
            boolean released = gone.test(each);
            if (released) {
                each.release();
            }
            return released;
        });
    }

    /** Gives back what leads to sites in classes that have been unloaded. */
    public synchronized void tend() {
        release(Installed::isUnloaded);
    }

    /** What was in the class went with its redefinition, which must not be undone. */
    private Map<String, String> leave(Class<?> type, Collection<Point> points) {
        release(type);
        if (points.isEmpty()) {
            return Map.of();
        }
        throw new Refused(
                "somebody has redefined the class while it ran, and this JVM would undo that when points are put"
                        + " into it (JDK-7124710, fixed in Java 20): start the instance anew");
    }

    private void check(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader == null || loader == ClassLoader.getPlatformClassLoader()) {
            throw new Refused("a class of the JDK itself, on which the agent stands too, gets no points");
        }
        if (loader == Transformation.class.getClassLoader()) {
            throw new Refused("a class of the agent gets no points");
        }
        if (!instrumentation.isModifiableClass(type)) {
            throw new Refused("the JVM does not change this class: it is hidden, an array or a primitive type");
        }
    }

    /** Where the class is in a named module, its fields are for its own eyes unless they are opened. */
    private void open(Class<?> type) {
        Module module = type.getModule();
        if (module.isNamed() && instrumentation.isModifiableModule(module)) {
            instrumentation.redefineModule(
                    module,
                    Set.of(),
                    Map.of(),
                    Map.of(type.getPackageName(), Set.of(Transformation.class.getModule())),
                    Set.of(),
                    Map.of());
        }
    }

    private static String reason(Throwable failure) {
        if (failure instanceof VerifyError || failure instanceof ClassFormatError) {
            return "the JVM does not accept the class with the point in it, so that it stays as it was: "
                    + firstLine(failure);
        }
        if (failure instanceof UnsupportedOperationException) {
            return "the JVM does not accept the change, perhaps because another agent adds to the class: "
                    + firstLine(failure);
        }
        return "the class cannot be changed: " + firstLine(failure);
    }

    private static String firstLine(Throwable failure) {
        return failure.toString().lines().findFirst().orElse("");
    }

    /** Whether points were put into a class; others may have changed it since. */
    public synchronized boolean isIn(Class<?> type) {
        return installed.stream().anyMatch(each -> each.isIn(type));
    }

    /** All sites that something may come through, in all classes. */
    public synchronized List<Site> sites() {
        return installed.stream().flatMap(each -> each.sites().stream()).collect(Collectors.toList());
    }

    /** Shuts all sites of a point, without asking the JVM for anything. */
    public synchronized void close(String point) {
        installed.forEach(each -> each.close(point));
    }

    /** Shuts all sites in a class that the JVM does not change. Their elements stay theirs: code still leads there. */
    public synchronized void close(Class<?> type) {
        installed.stream().filter(each -> each.isIn(type)).forEach(Installed::close);
    }

    /** Sees nothing any more; what is still in classes does nothing. */
    public synchronized void end() {
        instrumentation.removeTransformer(transformer);
        release(all -> true);
    }

    /** What the JVM calls; for all but our own retransformation it only tells. */
    private static final class Transformer implements ClassFileTransformer {
        private final BiConsumer<String, Boolean> changed;
        private volatile @Nullable Work work;

        Transformer(BiConsumer<String, Boolean> changed) {
            this.changed = changed;
        }

        void during(Work current, Retransformation retransformation) throws Exception {
            work = current;
            try {
                retransformation.run();
            } finally {
                work = null;
            }
        }

        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                @Nullable String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] bytes) {
            try {
                Work current = work;
                if (current != null && current.isAbout(redefined)) {
                    return current.transform(bytes);
                }
                if (name != null) {
                    changed.accept(name.replace('/', '.'), redefined == null);
                }
            } catch (Throwable e) {
                // The class is what it would be without us.
            }
            return null;
        }
    }

    /** What can fail in the JVM. */
    @FunctionalInterface
    private interface Retransformation {
        void run() throws Exception;
    }

    /** One retransformation of ours. */
    private static final class Work {
        private final Thread thread = Thread.currentThread();
        private final Class<?> type;
        private final Collection<Point> points;
        private final Map<String, List<ParameterNode>> parameters;
        private final Installed next;
        private @Nullable Throwable failure;

        Work(Class<?> type, Collection<Point> points, Map<String, List<ParameterNode>> parameters, Installed next) {
            this.type = type;
            this.points = points;
            this.parameters = parameters;
            this.next = next;
        }

        boolean isAbout(@Nullable Class<?> redefined) {
            return redefined == type && Thread.currentThread() == thread;
        }

        byte @Nullable [] transform(byte[] bytes) {
            try {
                return points.isEmpty() && parameters.isEmpty()
                        ? null
                        : new ClassEdit(type, bytes, next).with(points, parameters);
            } catch (Throwable e) {
                failure = e;
                return null;
            }
        }

        /** Fails when the class could not be edited; it is then without any point. */
        void check() {
            Throwable what = failure;
            if (what instanceof Refused) {
                throw (Refused) what;
            }
            if (what != null) {
                throw new Refused("the class cannot be edited: " + what);
            }
        }
    }
}
