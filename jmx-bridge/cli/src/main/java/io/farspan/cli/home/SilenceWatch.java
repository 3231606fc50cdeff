package io.farspan.cli.home;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A stream that is closed when nothing has arrived for a time, as when the other end has vanished without a word. Time counts
 * only while somebody reads: who shows what has arrived may be held up by a pager.
 */
final class SilenceWatch extends FilterInputStream {

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "farspan-silence");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean reading;
    private volatile long begun = System.nanoTime();

    SilenceWatch(InputStream in, Duration limit) {
        super(in);
        long every = Math.max(1, limit.toMillis() / 4);
        clock.scheduleWithFixedDelay(() -> closeWhenSilent(limit), every, every, TimeUnit.MILLISECONDS);
    }

    private void closeWhenSilent(Duration limit) {
        if (reading && System.nanoTime() - begun > limit.toNanos()) {
            try {
                in.close();
            } catch (IOException e) {
                // whoever reads sees the same
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        begun = System.nanoTime();
        reading = true;
        try {
            return in.read(buffer, offset, length);
        } finally {
            reading = false;
        }
    }

    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        super.close();
    }
}
