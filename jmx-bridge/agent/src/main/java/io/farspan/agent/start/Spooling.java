package io.farspan.agent.start;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.file.FileStream;
import io.farspan.agent.file.Tailer;
import io.farspan.agent.jmx.NotificationStream;
import io.farspan.agent.jmx.Sampler;
import io.farspan.agent.jmx.SamplingPlan;
import io.farspan.agent.jmx.SavedPlan;
import io.farspan.agent.logging.JulStream;
import io.farspan.agent.spool.Keeper;
import io.farspan.agent.spool.SpoolSize;
import io.farspan.agent.stream.Kind;
import io.farspan.agent.stream.Spools;
import io.farspan.agent.stream.Streams;
import io.farspan.agent.stream.StreamsMXBean;

/** The streams of this instance, if a folder for them is named; a source that cannot be started leaves the others running. */
final class Spooling {

    private static final long DEFAULT_BYTES = 128L << 20;
    private static final String NONE = "none";

    private final Options options;
    private final Instrumentation instrumentation;
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Keeper keeper = new Keeper(this::check);
    private final Path folder;
    private final Spools spools;
    private final Sampler sampler;
    private Tailer tailer = new Tailer(List.of());
    private volatile @Nullable JulStream jul;

    private Spooling(Options options, Instrumentation instrumentation, Path folder) throws IOException {
        this.options = options;
        this.instrumentation = instrumentation;
        this.folder = folder;
        SpoolSize size = SpoolSize.of(options.own("bytes").map(Long::parseLong).orElse(DEFAULT_BYTES));
        this.spools = Spools.in(folder, size, keeper);
        this.sampler = sampler();
    }

    /** Starts the streams if a folder for them is named. */
    static void start(Options options, Instrumentation instrumentation) throws IOException, JMException {
        Optional<String> folder = options.own("spool");
        if (folder.isPresent()) {
            new Spooling(options, instrumentation, Path.of(folder.get()).toAbsolutePath()).start();
        }
    }

    private void start() throws JMException {
        server.registerMBean(
                new StandardMBean(new Streams(spools, sampler), StreamsMXBean.class, true),
                new ObjectName(StreamsMXBean.NAME));
        Part.start("the stream " + JulStream.NAME, this::jul);
        files();
        Part.start("the stream " + Sampler.NAME, this::samples);
        Part.start("the stream " + NotificationStream.NAME, this::notifications);
        keeper.start();
        tailer.start();
        Ending.add(this::close);
    }

    private void jul() throws IOException {
        if (isOn("jul")) {
            JulStream stream = new JulStream(spools.open(JulStream.NAME, Kind.LOG));
            stream.start();
            jul = stream;
        }
    }

    private boolean isOn(String option) {
        return options.own(option).map(value -> !value.equals("false")).orElse(true);
    }

    private void files() {
        boolean links = options.own("links").map("true"::equals).orElse(false);
        List<FileStream> files = new ArrayList<>();
        for (String pattern : options.own("files").orElse("").split("\\|", -1)) {
            String path = pattern.trim();
            if (!path.isEmpty()) {
                String name = "file:" + path;
                Part.start(
                        "the stream " + name,
                        () -> files.add(new FileStream(
                                path, links, spools.open(name, Kind.LOG), Clock.systemUTC(), System::nanoTime)));
            }
        }
        tailer = new Tailer(files);
    }

    private Sampler sampler() {
        return new Sampler(
                server,
                plan(),
                new SavedPlan(folder),
                () -> spools.open(Sampler.NAME, Kind.METRIC),
                Clock.systemUTC(),
                System::nanoTime);
    }

    /** The plan of the options; a mistake in them is said, and what every JVM has is sampled instead. */
    @SuppressWarnings("SystemOut")
    private SamplingPlan plan() {
        String specs = options.own("metrics").orElse(SamplingPlan.DEFAULT_SPECS);
        try {
            return SamplingPlan.of(
                    specs.equals(NONE) ? "" : specs,
                    options.own("metrics.every").map(Long::parseLong).orElse(SamplingPlan.DEFAULT_MILLIS));
        } catch (IllegalArgumentException e) {
            System.err.println("farspan-agent: the default MBeans are sampled every 10 s, because of farspan.metrics: "
                    + e.getMessage());
            return SamplingPlan.of(SamplingPlan.DEFAULT_SPECS, SamplingPlan.DEFAULT_MILLIS);
        }
    }

    private void samples() throws IOException {
        spools.reopen(Sampler.NAME, Kind.METRIC);
        sampler.start();
    }

    private void notifications() throws IOException, JMException {
        String patterns = options.own("notifications").orElse(NONE);
        if (patterns.equals(NONE)) {
            spools.reopen(NotificationStream.NAME, Kind.NOTIFICATION);
        } else {
            new NotificationStream(
                            server,
                            patterns,
                            spools.open(NotificationStream.NAME, Kind.NOTIFICATION),
                            Clock.systemUTC())
                    .start();
        }
    }

    private void check() {
        JulStream stream = jul;
        if (stream != null) {
            stream.check();
        }
    }

    /** What is logged while the JVM ends still goes into the mapped files. */
    private void close() {
        try {
            tailer.end();
            keeper.end();
            spools.close();
        } catch (IOException e) {
            // Opened again like after a crash.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
