package io.farspan.agent.start;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.file.FileStream;
import io.farspan.agent.file.Tailer;
import io.farspan.agent.logging.JulStream;
import io.farspan.agent.spool.Keeper;
import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolFolder;
import io.farspan.agent.spool.SpoolSize;
import io.farspan.agent.stream.Streams;
import io.farspan.agent.stream.StreamsMXBean;

/**
 * The streams of this instance, below one folder that no other process uses at the same time: {@code java.util.logging}
 * and the files that were named.
 */
final class Spooling {

    private static final long DEFAULT_BYTES = 128L << 20;
    private static final int LONGEST_NAME = 200;
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path folder;
    private final FileChannel lock;
    private final SpoolSize size;
    private final String boot;
    private final Map<String, Spool> spools = new LinkedHashMap<>();
    private final List<FileStream> files = new ArrayList<>();
    private @Nullable JulStream jul;

    private Spooling(Path folder, FileChannel lock, SpoolSize size) {
        this.folder = folder;
        this.lock = lock;
        this.size = size;
        this.boot = boot();
    }

    /** Starts the streams if a folder for them is named. */
    static void start(Options options) throws IOException, JMException {
        Optional<String> named = options.own("spool");
        if (named.isEmpty()) {
            return;
        }
        Path folder = Path.of(named.get()).toAbsolutePath();
        SpoolSize size = SpoolSize.of(options.own("bytes").map(Long::parseLong).orElse(DEFAULT_BYTES));
        SpoolFolder.prepare(folder);
        Spooling spooling = new Spooling(folder, lock(folder), size);
        if (options.own("jul").map(value -> !value.equals("false")).orElse(true)) {
            spooling.jul = new JulStream(spooling.open(JulStream.NAME));
        }
        boolean links = options.own("links").map("true"::equals).orElse(false);
        for (String pattern : options.own("files").orElse("").split("\\|", -1)) {
            if (!pattern.isBlank()) {
                Spool spool = spooling.open("file:" + pattern.trim());
                spooling.files.add(new FileStream(pattern.trim(), links, spool, Clock.systemUTC(), System::nanoTime));
            }
        }
        spooling.run();
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                SpoolFolder.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process.
        }
        channel.close();
        throw new IOException("the spool " + folder + " is another process's: name a folder for this one");
    }

    private Spool open(String stream) throws IOException {
        String name = URLEncoder.encode(stream, StandardCharsets.UTF_8);
        if (name.length() > LONGEST_NAME) {
            throw new IOException(
                    "the name of the stream " + stream + " is too long for a folder: shorten the pattern");
        }
        Spool spool = Spool.open(folder.resolve(name), size, Clock.systemUTC(), boot);
        spools.put(stream, spool);
        return spool;
    }

    private void run() throws JMException {
        ManagementFactory.getPlatformMBeanServer()
                .registerMBean(
                        new StandardMBean(new Streams(spools), StreamsMXBean.class, true),
                        new ObjectName(StreamsMXBean.NAME));
        Keeper keeper = new Keeper(List.copyOf(spools.values()), this::check);
        Tailer tailer = new Tailer(files);
        if (jul != null) {
            jul.start();
        }
        keeper.start();
        tailer.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(keeper, tailer), "farspan-close"));
    }

    private void check() {
        if (jul != null) {
            jul.check();
        }
    }

    /** What is logged while the JVM ends still goes into the mapped files. */
    private void close(Keeper keeper, Tailer tailer) {
        try {
            tailer.end();
            keeper.end();
            for (Spool spool : spools.values()) {
                spool.close();
            }
            lock.force(false);
        } catch (IOException e) {
            // Opened again like after a crash.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String boot() {
        try {
            return Files.readString(BOOT).trim();
        } catch (IOException e) {
            return "";
        }
    }
}
