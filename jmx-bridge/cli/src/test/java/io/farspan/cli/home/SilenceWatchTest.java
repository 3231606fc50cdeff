package io.farspan.cli.home;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SilenceWatchTest {

    /** A connection whose other end has vanished. */
    private static final class Silent extends InputStream {

        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("closed");
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    @Timeout(60)
    void aReaderOfAStreamThatIsSilentIsReleased() throws IOException {
        try (Silent silent = new Silent();
                SilenceWatch watch = new SilenceWatch(silent, Duration.ofMillis(100))) {
            assertThatThrownBy(() -> watch.read(new byte[8], 0, 8)).isInstanceOf(IOException.class);
        }
    }
}
