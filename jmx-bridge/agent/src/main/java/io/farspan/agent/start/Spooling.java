package io.farspan.agent.start;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

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
import io.farspan.agent.library.Library;
import io.farspan.agent.library.LibraryStreams;
import io.farspan.agent.logging.EventSink;
import io.farspan.agent.logging.JulStream;
import io.farspan.agent.point.Points;
import io.farspan.agent.point.PointsMXBean;
import io.farspan.agent.point.hit.Budget;
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
    private final Retries retries = new Retries(System::nanoTime);
    private final Keeper keeper = new Keeper(this::check);
    private final Path folder;
    private final Spools spools;
    private final Sampler sampler;
    private final Tailer tailer = new Tailer();
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
        retries.start("the stream " + JulStream.NAME, this::jul);
        Part.start("the streams of logging libraries", this::libraries);
        files();
        Part.start("the stream " + Sampler.NAME, this::samples);
        retries.start("the stream " + NotificationStream.NAME, this::notifications);
        keeper.start();
        tailer.start();
        Ending.add(this::close);
        if (isOn("points")) {
            Part.start("the points", this::points);
        }
    }

    private void points() throws JMException {
        retries.start("the reading of the stream " + Points.STREAM, () -> spools.reopen(Points.STREAM, Kind.LOG));
        Points points = new Points(
                instrumentation,
                () -> spools.open(Points.STREAM, Kind.LOG),
                Budget.ALLOWED,
                Clock.systemUTC(),
                System::nanoTime);
        server.registerMBean(new StandardMBean(points, PointsMXBean.class, true), new ObjectName(PointsMXBean.NAME));
        Ending.add(points::close);
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

    private void libraries() {
        Set<Library> wanted = EnumSet.noneOf(Library.class);
        for (Library library : Library.values()) {
            retries.start(
                    "the reading of the stream " + library.stream(), () -> spools.reopen(library.stream(), Kind.LOG));
            if (isOn(library.stream())) {
                wanted.add(library);
            }
        }
        if (!wanted.isEmpty()) {
            new LibraryStreams(
                            instrumentation, wanted, library -> new EventSink(spools.open(library.stream(), Kind.LOG)))
                    .start();
        }
    }

    private void files() {
        boolean links = options.own("links").map("true"::equals).orElse(false);
        for (String pattern : options.own("files").orElse("").split("\\|", -1)) {
            String path = pattern.trim();
            if (!path.isEmpty()) {
                String name = "file:" + path;
                retries.start(
                        "the stream " + name,
                        () -> tailer.add(new FileStream(
                                path, links, spools.open(name, Kind.LOG), Clock.systemUTC(), System::nanoTime)));
            }
        }
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

    private void samples() {
        retries.start("the reading of the stream " + Sampler.NAME, () -> spools.reopen(Sampler.NAME, Kind.METRIC));
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
        retries.check();
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
