package io.farspan.protocol.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A thread that its process cannot do without. When it dies of an exception or an error, the process says why and ends
 * with {@link #EXIT_CODE}, so that the platform starts a fresh one: a process that lives on without it accepts work that is
 * never done.
 */
public final class EssentialThread {

    /** {@code EX_SOFTWARE} of sysexits.h: an internal error. */
    public static final int EXIT_CODE = 70;

    private static final System.Logger LOG = System.getLogger(EssentialThread.class.getName());

    private EssentialThread() {}

    /** A daemon thread that has not been started yet. */
    public static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dead, cause) -> halt("The thread " + dead.getName() + " died", cause));
        return thread;
    }

    /**
     * A task that a scheduler runs again and again. An exception would end the task silently while the scheduler's
     * thread lives on, so it ends the process, as the death of the thread would.
     */
    public static Runnable duty(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                halt("A duty of the thread " + Thread.currentThread().getName() + " died", e);
            }
        };
    }

    /** Prints why and ends the process at once: shutdown hooks may wait for what no longer works. */
    public static void halt(String what, Throwable cause) {
        try {
            say(what + " of " + cause + "; the process ends with code " + EXIT_CODE + ". Start it again.\n");
            LOG.log(Level.ERROR, what + "; the process ends with code " + EXIT_CODE, cause);
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    /** Prints straight to standard error: a logger may fail when the heap is full. */
    private static void say(String line) {
        try (FileOutputStream error = new FileOutputStream(FileDescriptor.err)) {
            error.write(line.getBytes(UTF_8));
        } catch (IOException e) {
            // The exit code must suffice.
        }
    }
}
