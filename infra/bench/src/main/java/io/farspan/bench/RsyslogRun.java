package io.farspan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.farspan.local.process.Child;
import io.farspan.local.stack.LocalStack;

/**
 * rsyslog on what the stack has just done: lines made alike in as many files, into the same PostgreSQL and a table made like
 * ours, while the stack has nothing to do. Then the same kills.
 */
final class RsyslogRun {

    private static final int FILES = 6;
    private static final int WARM = Effort.of(20_000, 1_000);
    private static final int MOST = Effort.of(200_000, 5_000);
    private static final Duration LIMIT = Duration.ofMinutes(Effort.of(5, 1));
    private static final Duration PATIENCE = Duration.ofSeconds(Effort.of(15, 5));
    private static final double MICROS = 1e6;

    private final LocalStack stack;
    private final int lines;
    private final int kills;

    /** Of so many lines, at most 200,000: its speed is the same from the first on. {@code kills} of each process. */
    RsyslogRun(LocalStack stack, int lines, int kills) {
        this.stack = stack;
        this.lines = Math.min(lines, MOST);
        this.kills = kills;
    }

    /** The figures of each set-up. None when rsyslog is not installed; without those of a set-up that fails. */
    Map<String, String> figures(double rowsPerSecond) throws Exception {
        Map<String, String> figures = new LinkedHashMap<>();
        if (!RsyslogPeer.isInstalled()) {
            System.out.println("There is no rsyslog with imfile, RELP and PostgreSQL (Debian's rsyslog, rsyslog-relp,"
                    + " rsyslog-pgsql): its figures are left out");
            return figures;
        }
        for (RsyslogSetup setup : RsyslogSetup.values()) {
            try {
                figures.putAll(run(setup, rowsPerSecond));
            } catch (IOException | SQLException | ExecutionException | RuntimeException e) {
                System.out.println(setup + ": its figures are left out: " + e);
            }
        }
        return figures;
    }

    private Map<String, String> run(RsyslogSetup setup, double ours) throws Exception {
        Path work = Files.createDirectory(stack.work().resolve(setup.peer()));
        List<Path> paths = new ArrayList<>();
        for (int file = 0; file < FILES; file++) {
            paths.add(Files.createFile(work.resolve("app-" + file + ".log")));
        }
        LineFiles files = new LineFiles(paths);
        int count = setup.shareOf(lines);
        try (RsyslogTable table = new RsyslogTable(stack.store(), setup.table());
                RsyslogPeer peer = RsyslogPeer.start(setup, work, paths, stack.store())) {
            int warm = setup.shareOf(WARM);
            files.append(warm);
            await(peer, table, warm);
            List<Child> processes = new ArrayList<>(peer.children());
            processes.add(stack.child("postgres"));
            Map<String, Double> before = ProcessUse.cpuSeconds(processes);
            long begin = System.nanoTime();
            files.append(count);
            await(peer, table, (long) warm + count);
            double seconds = (System.nanoTime() - begin) / 1e9;
            Map<String, Double> cpu = ProcessUse.cpuSeconds(processes);
            cpu.replaceAll((part, used) -> used - before.getOrDefault(part, 0.0));
            System.out.printf("%s: %d lines in %.1f s, with these seconds of CPU: %s%n", setup, count, seconds, cpu);
            LineTally killed = killed(setup, peer, table, files);
            Map<String, String> figures = new LinkedHashMap<>();
            double used = cpu.values().stream().mapToDouble(Double::doubleValue).sum();
            figures.put("rows_per_s@" + setup.peer(), "%.0f".formatted(count / seconds));
            figures.put("cpu_us_per_row@" + setup.peer(), String.format(Locale.ROOT, "%.2f", used * MICROS / count));
            figures.put(setup.peer() + "_lost", Long.toString(killed.lost()));
            figures.put(setup.peer() + "_doubled", Long.toString(killed.doubled()));
            figures.put(setup.peer() + "_ratio", String.format(Locale.ROOT, "%.2f", ours * seconds / count));
            return figures;
        }
    }

    private LineTally killed(RsyslogSetup setup, RsyslogPeer peer, RsyslogTable table, LineFiles files)
            throws Exception {
        List<KillRun.Kill> steps = new ArrayList<>();
        for (int round = 0; round < kills; round++) {
            steps.add(peer::killForwarder);
            steps.add(peer::killReceiver);
        }
        return new KillRun(files, table::count, setup.shareOf(KillRun.BURST), PATIENCE).run(steps);
    }

    private static void await(RsyslogPeer peer, RsyslogTable table, long rows) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        for (long stored = table.stored(rows); stored != rows; stored = table.stored(rows)) {
            peer.check();
            if (stored > rows || System.nanoTime() > end) {
                throw new IOException("There are " + stored + " rows instead of " + rows);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
