package io.farspan.testkit.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A file system of a few megabytes, which somebody else can fill: a {@code tmpfs}, which root can mount on Linux. */
public final class SmallDisk implements AutoCloseable {

    private static final int LIMIT_SECONDS = 20;
    private static final byte[] PIECE = new byte[64 << 10];

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts one on a folder, which is made; a test that cannot is skipped. */
    public static SmallDisk mount(Path folder, int megabytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String refusal = run(
                List.of("mount", "-t", "tmpfs", "-o", "mode=0755,size=" + megabytes + "m", "tmpfs", folder.toString()));
        Assumptions.assumeTrue(
                refusal.isEmpty(), () -> "A disk of its own is needed, and none can be mounted here: " + refusal);
        return new SmallDisk(folder);
    }

    /** Where it is mounted. */
    public Path folder() {
        return folder;
    }

    /** Takes all room that is left, as another program does. */
    public void fill() {
        try (OutputStream rest = Files.newOutputStream(filler())) {
            while (true) {
                rest.write(PIECE);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Gives that room back. */
    public void free() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    /** Ends it with all that is on it, also while a process still uses it. */
    @Override
    public void close() {
        String refusal = run(List.of("umount", "-l", folder.toString()));
        if (!refusal.isEmpty()) {
            throw new IllegalStateException("The disk of a test stays at " + folder + ": " + refusal);
        }
    }

    /** What went wrong, empty when nothing did. */
    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return command.get(0) + " did not end";
            }
            return process.exitValue() == 0 ? "" : command.get(0) + " ended with " + process.exitValue() + ": " + said;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
