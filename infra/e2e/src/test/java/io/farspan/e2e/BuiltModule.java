package io.farspan.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Each module of the build: its folder, the packages that are its own, and the modules whose classes it may use. */
enum BuiltModule {
    PROTOCOL("functions/protocol", "io.farspan.protocol"),
    FEDERATION("functions/federation", "io.farspan.federation", PROTOCOL),
    PROVIDER_SPI(
            "providers/spi",
            List.of("io.farspan.provider", "io.farspan.provider.map", "io.farspan.provider.traffic"),
            PROTOCOL),
    TESTKIT("providers/testkit", List.of("io.farspan.testkit", "io.farspan.provider.testkit"), PROTOCOL, PROVIDER_SPI),
    PROVIDER_DNS(
            "providers/dns", List.of("io.farspan.provider.dns", "io.farspan.provider.record"), PROTOCOL, PROVIDER_SPI),
    PROVIDER_AWS("providers/aws", "io.farspan.provider.aws", PROTOCOL, PROVIDER_SPI, PROVIDER_DNS),
    PROVIDER_AZURE("providers/azure", "io.farspan.provider.azure", PROTOCOL, PROVIDER_SPI, PROVIDER_DNS),

    SPI("functions/spi", "io.farspan.plugin", PROTOCOL),
    CORE("functions/core", "io.farspan.core", PROTOCOL, PROVIDER_SPI, SPI),
    KAFKA("functions/kafka", "io.farspan.kafka", PROTOCOL, SPI, CORE),
    AWS("functions/aws", "io.farspan.function.aws", PROTOCOL, PROVIDER_SPI, CORE),
    AZURE("functions/azure", "io.farspan.function.azure", PROTOCOL, PROVIDER_SPI, CORE),
    SERVER("functions/server", "io.farspan.function.server", PROTOCOL, PROVIDER_SPI, CORE),

    AGENT("jmx-bridge/agent", "io.farspan.agent"),
    BRIDGE("jmx-bridge/server", "io.farspan.bridge", PROTOCOL, FEDERATION),
    CLI("jmx-bridge/cli", "io.farspan.cli", PROTOCOL, BRIDGE),

    HOME("functions/home", "io.farspan.home", PROTOCOL, PROVIDER_SPI),
    DIAGNOSIS("functions/diagnosis", "io.farspan.diagnosis", PROTOCOL, PROVIDER_SPI, HOME),
    FAILOVER("functions/failover", "io.farspan.failover", PROTOCOL, PROVIDER_SPI, HOME, DIAGNOSIS),
    TELEMETRY("functions/telemetry", "io.farspan.telemetry", PROTOCOL, PROVIDER_SPI, HOME),
    TROUBLESHOOTING("functions/troubleshooting", "io.farspan.troubleshooting", PROTOCOL, PROVIDER_SPI, SPI, HOME),
    ROUTER(
            "functions/router",
            "io.farspan.router",
            PROTOCOL,
            PROVIDER_SPI,
            FEDERATION,
            BRIDGE,
            HOME,
            DIAGNOSIS,
            FAILOVER,
            TELEMETRY,
            TROUBLESHOOTING),

    LOCAL("infra/local", "io.farspan.local", PROTOCOL, PROVIDER_SPI),
    SAMPLE_PLUGIN("infra/local/sample-plugin", "io.farspan.sample", PROTOCOL, SPI),
    BENCH("infra/bench", "io.farspan.bench", PROTOCOL, PROVIDER_SPI, LOCAL),
    EMPTY_LAMBDA("infra/bench/empty-lambda", "io.farspan.bench.empty");

    static final Path ROOT = Path.of(System.getProperty("farspan.root")).toAbsolutePath();

    /** What serves a feature of home; the modules it depends on do not count. */
    private static final Set<BuiltModule> FEATURES =
            EnumSet.of(DIAGNOSIS, FAILOVER, TELEMETRY, TROUBLESHOOTING, ROUTER);

    private final String folder;
    private final List<String> roots;
    private final Set<BuiltModule> uses;

    BuiltModule(String folder, String root, BuiltModule... uses) {
        this(folder, List.of(root), uses);
    }

    BuiltModule(String folder, List<String> roots, BuiltModule... uses) {
        this.folder = folder;
        this.roots = roots;
        this.uses = Set.of(uses);
    }

    /** The module whose root is the longest that the package begins with. */
    static Optional<BuiltModule> of(String packageName) {
        return Stream.of(values())
                .filter(module -> module.owned(packageName) > 0)
                .max(Comparator.comparingInt(module -> module.owned(packageName)));
    }

    String folder() {
        return folder;
    }

    Set<BuiltModule> uses() {
        return uses;
    }

    boolean isFeature() {
        return FEATURES.contains(this);
    }

    boolean holds(String packageName) {
        return of(packageName).filter(this::equals).isPresent();
    }

    Path built() {
        Path classes = ROOT.resolve(folder).resolve("target/classes");
        if (!Files.isDirectory(classes)) {
            throw new IllegalStateException(classes + " is not there: build " + folder + " first");
        }
        return classes;
    }

    /** The roots as ArchUnit writes them; a root of one package only, such as {@code io.farspan.provider}, has no dots. */
    String[] packages() {
        return roots.stream().map(root -> isShared(root) ? root : root + "..").toArray(String[]::new);
    }

    private int owned(String packageName) {
        return roots.stream()
                .filter(root -> packageName.equals(root) || (!isShared(root) && packageName.startsWith(root + ".")))
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    private static boolean isShared(String root) {
        return root.equals("io.farspan.provider");
    }
}
