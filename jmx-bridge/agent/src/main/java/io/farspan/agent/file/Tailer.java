package io.farspan.agent.file;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The thread that reads all log files of the agent. */
public final class Tailer {

    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(200);

    private final List<FileStream> streams = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private boolean failing;

    public Tailer() {
        this.thread = new Thread(this::run, "farspan-files");
        this.thread.setDaemon(true);
        this.thread.setContextClassLoader(Tailer.class.getClassLoader());
    }

    /** Reads one more. */
    public void add(FileStream stream) {
        streams.add(stream);
    }

    public void start() {
        thread.start();
    }

    /** Ends the thread between two records; it is not waited for longer than two seconds. */
    public void end() throws InterruptedException {
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(2));
    }

    private void run() {
        try {
            while (!Thread.interrupted()) {
                boolean more = false;
                for (FileStream stream : streams) {
                    more |= poll(stream);
                }
                if (!more) {
                    LockSupport.parkNanos(this, INTERVAL);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("SystemOut")
    private boolean poll(FileStream stream) throws InterruptedException {
        try {
            boolean more = stream.poll();
            failing = false;
            return more;
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) { // also a want of memory, which the application may survive
            if (!failing && !Thread.currentThread().isInterrupted()) {
                System.err.println("farspan-agent: a log file cannot be read and is tried again: " + e);
            }
            failing = true;
            return false;
        }
    }
}
