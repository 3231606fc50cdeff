package io.farspan.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import com.sun.management.OperatingSystemMXBean;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Describes the machine of a run. */
final class Machine {

    private Machine() {}

    /** The processors, memory, system, JDK and present load. */
    static String describe() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return "%d processors (%s), %d GiB, %s, JDK %s, load %.1f at the start, loopback."
                .formatted(
                        system.getAvailableProcessors(),
                        system.getArch(),
                        Math.round(system.getTotalMemorySize() / (double) (1L << 30)),
                        system.getName(),
                        Runtime.version().feature(),
                        system.getSystemLoadAverage());
    }

    /** The commit of a source tree, marked if there are uncommitted changes. */
    static String commit(Path root) throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=9", "--exclude=*")
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String commit = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
        return git.waitFor() == 0 ? commit : "unknown";
    }
}
