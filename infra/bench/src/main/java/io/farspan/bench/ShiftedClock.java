package io.farspan.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A wall clock of one process that can be moved while it runs, by a small preloaded library built with the C compiler.
 */
final class ShiftedClock {

    private static final String SOURCE = "clock-shift.c";
    private static final int LIMIT_SECONDS = 60;

    private final Path library;
    private final Path shift;

    private ShiftedClock(Path library, Path shift) {
        this.library = library;
        this.shift = shift;
    }

    /** A clock without a shift; empty without a C compiler. */
    static Optional<ShiftedClock> make() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("farspan-clock");
        Path source = directory.resolve(SOURCE);
        try (InputStream in = ShiftedClock.class.getResourceAsStream(SOURCE)) {
            Files.write(source, in == null ? new byte[0] : in.readAllBytes());
        }
        Path library = directory.resolve("clock-shift.so");
        try {
            Process compiler = new ProcessBuilder(
                            "cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString(), "-ldl")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("cc.log").toFile())
                    .start();
            if (!compiler.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        ShiftedClock clock = new ShiftedClock(library, directory.resolve("shift"));
        clock.shift(Duration.ZERO);
        return Optional.of(clock);
    }

    /** The environment variables for the process. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "CLOCK_SHIFT_FILE", shift.toString());
    }

    /** Sets by how much the process's clock is ahead. */
    void shift(Duration ahead) throws IOException {
        byte[] seconds = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(ahead.toSeconds())
                .array();
        // Written in place, because the process has mapped the file.
        try (var file = new RandomAccessFile(shift.toFile(), "rw")) {
            file.write(seconds);
        }
    }
}
