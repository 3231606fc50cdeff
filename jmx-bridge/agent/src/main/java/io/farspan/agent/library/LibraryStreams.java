package io.farspan.agent.library;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.logging.EventSink;

/**
 * The events of Logback and Log4j 2 as streams, one for each library, however many copies of it are in however many loaders.
 *
 * <p>One thread of ours does everything: it looks after a copy when its first classes are loaded, and puts the appender in when
 * the application has configured it. It never loads, initialises or configures a library by itself. When a class is loaded that
 * comes right before the first event, the application's thread waits for that look, once for each of three classes and
 * at most {@value #LONGEST_WAIT} ms, so that the first event is not missed; no longer than a moment when our thread is blocked,
 * which may be by what the application's thread holds. When it has waited in vain, the stream says so once the appender is
 * in, by a gap {@code APPENDER_LATE}. After something changed the thread looks every two milliseconds for five seconds,
 * otherwise five times a second.
 *
 * <p>No loader of the application is kept from being unloaded: what we know of a copy hangs at the copy's own class.
 */
public final class LibraryStreams {

    /** The longest wait in milliseconds, which only a machine that is overloaded needs. */
    static final long LONGEST_WAIT = 1_000;

    /** The longest wait after one that was in vain, as when the look needs what the waiting thread holds. */
    private static final long SHORT_WAIT = 50;

    private static final long POLL = 10;
    private static final int BLOCKED_POLLS = 3;

    private static final long OFTEN = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long SELDOM = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long EAGER = TimeUnit.SECONDS.toNanos(5);
    private static final long TRY_AGAIN = TimeUnit.SECONDS.toNanos(10);

    private final Instrumentation instrumentation;
    private final Set<Library> libraries;
    private final Target target;
    private final Thread thread;
    private final Queue<Loading> loading = new ConcurrentLinkedQueue<>();
    private final Queue<FirstEvent> waiting = new ConcurrentLinkedQueue<>();
    private volatile long changed = System.nanoTime();
    private volatile long wait = LONGEST_WAIT;

    // Of our thread.
    private final List<WeakReference<Class<?>>> copies = new ArrayList<>();
    private final List<FirstEvent> unsettled = new ArrayList<>();
    private final Map<Library, EventSink> targets = new EnumMap<>(Library.class);
    private final Map<Library, Long> failed = new EnumMap<>(Library.class);
    private final Set<String> said = new HashSet<>();
    private final ClassValue<Placing> appending = new ClassValue<>() {
        @Override
        protected Placing computeValue(Class<?> context) {
            return make(context);
        }
    };

    /**
     * @param libraries those that are wanted
     */
    public LibraryStreams(Instrumentation instrumentation, Set<Library> libraries, Target target) {
        this.instrumentation = instrumentation;
        this.libraries = Set.copyOf(libraries);
        this.target = target;
        this.thread = new Thread(this::run, "farspan-logging");
        this.thread.setDaemon(true);
        this.thread.setContextClassLoader(LibraryStreams.class.getClassLoader());
    }

    /** Where the events of a library go; asked when a copy of it is found. */
    @FunctionalInterface
    public interface Target {
        EventSink of(Library library) throws IOException;
    }

    /** Looks for libraries from now on, and for those that are loaded already. */
    public void start() {
        LoadingWatch watch = new LoadingWatch(libraries, this::found, this::awaitLook);
        instrumentation.addTransformer(watch, false);
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            for (Library library : libraries) {
                if (loaded.getName().equals(library.context())) {
                    found(library, loaded.getClassLoader());
                }
            }
        }
        thread.start();
    }

    private void found(Library library, @Nullable ClassLoader loader) {
        loading.add(new Loading(library, loader));
        lookAgain();
    }

    private void lookAgain() {
        changed = System.nanoTime();
        LockSupport.unpark(thread);
    }

    /** Called by the thread that loads a class. */
    private void awaitLook(Library library, @Nullable ClassLoader loader) {
        if (Thread.currentThread() == thread || !thread.isAlive()) {
            return;
        }
        FirstEvent near = new FirstEvent(library, loader);
        waiting.add(near);
        lookAgain();
        try {
            if (!isServed(near)) {
                near.goesOn();
                wait = SHORT_WAIT;
            }
        } catch (InterruptedException e) {
            near.goesOn();
            Thread.currentThread().interrupt();
        }
    }

    /** Waits while our thread gets on; one that is blocked may wait for a lock of the waiting thread. */
    private boolean isServed(FirstEvent near) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
        int blocked = 0;
        while (System.nanoTime() - end < 0 && blocked < BLOCKED_POLLS) {
            if (near.awaitLook(POLL)) {
                return true;
            }
            blocked = thread.getState() == Thread.State.BLOCKED ? blocked + 1 : 0;
        }
        return false;
    }

    private void run() {
        while (true) {
            List<FirstEvent> served = new ArrayList<>();
            for (FirstEvent near = waiting.poll(); near != null; near = waiting.poll()) {
                served.add(near);
            }
            try {
                unsettled.addAll(served);
                unsettled.removeIf(FirstEvent::isUnloaded);
                identify();
                look();
            } catch (Throwable e) { // also a want of memory, which the application may survive
                say("a logging library cannot be looked after at the moment, it is tried again: " + e);
            }
            unsettled.forEach(FirstEvent::goesOn);
            served.forEach(FirstEvent::looked);
            if (waiting.isEmpty()) {
                LockSupport.parkNanos(this, System.nanoTime() - changed < EAGER ? OFTEN : SELDOM);
            }
        }
    }

    /** Finds the classes of loaders that were loading a library, without loading anything. */
    private void identify() {
        long now = System.nanoTime();
        for (Iterator<Loading> each = loading.iterator(); each.hasNext(); ) {
            Loading one = each.next();
            ClassLoader loader = one.loader.get();
            boolean gone = loader == null && !one.boot || now - one.noticed > TRY_AGAIN;
            if (gone || identify(one.library, loader)) {
                each.remove();
            }
        }
    }

    private boolean identify(Library library, @Nullable ClassLoader loader) {
        for (Class<?> loaded : instrumentation.getInitiatedClasses(loader)) {
            if (loaded.getName().equals(library.context()) && loaded.getClassLoader() == loader) {
                if (copies.stream().noneMatch(copy -> copy.get() == loaded)) {
                    copies.add(new WeakReference<>(loaded));
                }
                return true;
            }
        }
        return false;
    }

    private void look() {
        for (Iterator<WeakReference<Class<?>>> each = copies.iterator(); each.hasNext(); ) {
            Class<?> context = each.next().get();
            if (context == null) {
                each.remove();
            } else if (targets.containsKey(library(context)) || open(library(context))) {
                try {
                    Placing appender = appending.get(context);
                    settle(context, appender.look(), appender.since());
                } catch (Throwable e) {
                    say("the appender cannot be put into " + library(context).stream() + ", it is tried again: " + e);
                }
            } else {
                unsettled.removeAll(of(context, near -> !near.isMissable())); // the spool will say since when it lacked
            }
        }
    }

    /**
     * Says what a copy's first events may have missed.
     *
     * @param since when the appender was put in
     */
    private void settle(Class<?> context, boolean in, long since) {
        if (in) {
            of(context, near -> near.isMissableUntil(since)).stream()
                    .map(FirstEvent::since)
                    .min(Comparator.naturalOrder())
                    .ifPresent(Objects.requireNonNull(targets.get(library(context)))::appenderLateSince);
            unsettled.removeAll(of(context, near -> true));
        } else {
            unsettled.removeAll(of(context, near -> !near.isMissable()));
            of(context, near -> true).forEach(FirstEvent::beginsNow);
        }
    }

    private List<FirstEvent> of(Class<?> context, Predicate<FirstEvent> which) {
        return unsettled.stream()
                .filter(near -> near.isOf(library(context), context) && which.test(near))
                .collect(Collectors.toList());
    }

    private static Library library(Class<?> context) {
        return context.getName().equals(Library.LOGBACK.context()) ? Library.LOGBACK : Library.LOG4J2;
    }

    private boolean open(Library library) {
        long now = System.nanoTime();
        Long last = failed.get(library);
        if (last != null && now - last < TRY_AGAIN) {
            return false;
        }
        try {
            targets.put(library, target.of(library));
            return true;
        } catch (IOException | RuntimeException e) {
            failed.put(library, now);
            say("the stream " + library.stream() + " is not started, it is tried again: " + e);
            return false;
        }
    }

    /** A copy into which no appender can be put, as a version that is too old, is left alone. */
    private Placing make(Class<?> context) {
        Library library = library(context);
        try {
            return new Placing(Copy.of(
                    library, context, instrumentation, Objects.requireNonNull(targets.get(library)), this::lookAgain));
        } catch (Throwable e) {
            say("the appender does not fit " + library.stream() + " of " + context.getClassLoader()
                    + ", whose events are not read: " + e);
            return new Placing(() -> false);
        }
    }

    @SuppressWarnings("SystemOut")
    private void say(String text) {
        if (said.size() < 20 && said.add(text)) {
            System.err.println("farspan-agent: " + text);
        }
    }

    /** A loader that was loading a library a moment ago. */
    private static final class Loading {
        final Library library;
        final WeakReference<ClassLoader> loader;
        final boolean boot;
        final long noticed = System.nanoTime();

        Loading(Library library, @Nullable ClassLoader loader) {
            this.library = library;
            this.loader = new WeakReference<>(loader);
            this.boot = loader == null;
        }
    }
}
