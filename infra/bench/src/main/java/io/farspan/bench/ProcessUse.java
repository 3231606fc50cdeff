package io.farspan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.farspan.local.process.Child;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What a process uses.
 *
 * @param liveBytes of its heap after a full collection
 * @param residentBytes of memory, as Linux counts them
 * @param threads how many it has
 */
record ProcessUse(long liveBytes, long residentBytes, int threads) {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +[0-9]+ +([0-9]+)");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+([0-9]+) kB");
    private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+([0-9]+)");

    /** Of a JVM, which collects its garbage for it. */
    static ProcessUse of(Child jvm) throws IOException, InterruptedException {
        long live = number(TOTAL, histogram(jvm));
        String status = Files.readString(Path.of("/proc", Long.toString(jvm.pid()), "status"));
        return new ProcessUse(live, number(RESIDENT, status) << 10, (int) number(THREADS, status));
    }

    /** What lives in a JVM's heap after a full collection, by class, as {@code jcmd} prints it. */
    static String histogram(Child jvm) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(Child.java()).resolveSibling("jcmd").toString(),
                        Long.toString(jvm.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException(jvm.name() + " cannot be asked what it uses: "
                    + histogram.lines().limit(3).toList());
        }
        return histogram;
    }

    /** The seconds of CPU that these processes have used, and those that they started, by what precedes a colon in the name. */
    static Map<String, Double> cpuSeconds(List<Child> children) {
        Map<String, Double> seconds = new TreeMap<>();
        for (Child child : children) {
            double used = ProcessHandle.of(child.pid()).stream()
                    .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                    .flatMap(process -> process.info().totalCpuDuration().stream())
                    .mapToDouble(time -> time.toNanos() / 1e9)
                    .sum();
            seconds.merge(child.name().replaceAll(":.*", ""), used, Double::sum);
        }
        return seconds;
    }

    private static long number(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException(
                    "There is no " + pattern + " in " + text.lines().limit(3).toList());
        }
        return Long.parseLong(matcher.group(1));
    }

    /** Of several together. */
    static ProcessUse sum(List<ProcessUse> uses) {
        return new ProcessUse(
                uses.stream().mapToLong(ProcessUse::liveBytes).sum(),
                uses.stream().mapToLong(ProcessUse::residentBytes).sum(),
                uses.stream().mapToInt(ProcessUse::threads).sum());
    }
}
