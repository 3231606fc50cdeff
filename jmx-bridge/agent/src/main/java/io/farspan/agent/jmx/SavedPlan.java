package io.farspan.agent.jmx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

import io.farspan.agent.spool.SpoolFolder;

/** The plan that home chose, in the spool's folder: a started agent goes on with it before home calls again. */
public final class SavedPlan {

    private static final String NAME = "sampling";
    private static final int LONGEST = 256 << 10;

    private final Path file;

    public SavedPlan(Path folder) {
        this.file = folder.resolve(NAME);
    }

    /** The plan, if one was chosen; one that cannot be read counts as none, which home then chooses again. */
    Optional<SamplingPlan> read() {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (FileChannel channel = SpoolFolder.open(file, StandardOpenOption.READ)) {
            String text = new String(Channels.newInputStream(channel).readNBytes(LONGEST), StandardCharsets.UTF_8);
            int line = text.indexOf('\n');
            return Optional.of(SamplingPlan.of(text.substring(line + 1), Long.parseLong(text.substring(0, line))));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Replaces the plan; it is on the disk when this returns. */
    void write(SamplingPlan plan) throws IOException {
        Path fresh = file.resolveSibling(NAME + ".new");
        ByteBuffer bytes = ByteBuffer.wrap((plan.millis() + "\n" + plan.text()).getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = SpoolFolder.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
