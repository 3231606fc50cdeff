package io.farspan.protocol.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A thread that its process cannot do without. When it dies of an exception or an error, the process says why and ends
 * with {@link #EXIT_CODE}, so that the platform starts a fresh one: a process that lives on without it accepts work that
 * nobody does.
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
     * A task that a scheduler runs again and again. What it throws would end it without a word, the scheduler's thread
     * living on: so it ends the process, as the thread's death would.
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

    /** Says why and ends the process at once: hooks of the shutdown may wait for what no longer works. */
    public static void halt(String what, Throwable cause) {
        try {
            say(what + " of " + cause + "; the process ends with code " + EXIT_CODE + ", start it again\n");
            LOG.log(Level.ERROR, what + "; the process ends with code " + EXIT_CODE, cause);
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    /** Straight to standard error: with a full heap a logger may not come so far. */
    private static void say(String line) {
        try (FileOutputStream error = new FileOutputStream(FileDescriptor.err)) {
            error.write(line.getBytes(UTF_8));
        } catch (IOException e) {
            // The exit code has to do.
        }
    }
}
