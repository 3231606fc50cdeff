package io.farspan.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** The arrows of section 3 of the design, over the classes of every module as they were built. */
class ArchitectureTest {

    private static final String PROTOCOL = "io.farspan.protocol..";
    private static final String FEDERATION = "io.farspan.federation..";
    private static final String CORE = "io.farspan.core..";
    private static final String SPI = "io.farspan.provider.map..";
    private static final String DNS = "io.farspan.provider.dns..";
    private static final String RECORD = "io.farspan.provider.record..";
    private static final String AWS = "io.farspan.provider.aws..";
    private static final String AZURE = "io.farspan.provider.azure..";
    private static final String ENTRIES = "io.farspan.function..";
    private static final String ROUTER = "io.farspan.router..";
    private static final String BRIDGE = "io.farspan.bridge..";
    private static final String LOCAL = "io.farspan.local..";

    private static JavaClasses classes;

    @BeforeAll
    static void importEveryModule() {
        Path root = Path.of(System.getProperty("farspan.root"));
        List<Path> modules = Stream.of(
                        "functions/protocol",
                        "functions/federation",
                        "functions/core",
                        "functions/aws",
                        "functions/azure",
                        "functions/server",
                        "functions/router",
                        "jmx-bridge/server",
                        "providers/spi",
                        "providers/dns",
                        "providers/aws",
                        "providers/azure",
                        "infra/local")
                .map(module -> root.resolve(module).resolve("target/classes"))
                .toList();
        modules.forEach(module -> {
            if (!Files.isDirectory(module)) {
                throw new IllegalStateException(module + " is not built");
            }
        });
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeJars())
                .importPaths(modules);
    }

    @Test
    void protocolDependsOnNothingOfOursAndOnNoFramework() {
        check(noClasses()
                .that()
                .resideInAPackage(PROTOCOL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        FEDERATION,
                        CORE,
                        SPI,
                        DNS,
                        ENTRIES,
                        ROUTER,
                        LOCAL,
                        BRIDGE,
                        "io.quarkus..",
                        "jakarta..",
                        "io.vertx..",
                        "org.xbill.."));
    }

    @Test
    void federationDependsOnTheProtocolOnly() {
        check(noClasses()
                .that()
                .resideInAPackage(FEDERATION)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        CORE,
                        SPI,
                        DNS,
                        ENTRIES,
                        ROUTER,
                        LOCAL,
                        BRIDGE,
                        "io.quarkus..",
                        "jakarta..",
                        "io.vertx..",
                        "org.xbill.."));
    }

    @Test
    void theSpiDependsOnTheProtocolOnly() {
        check(noClasses()
                .that()
                .resideInAnyPackage("io.farspan.provider", SPI, "io.farspan.provider.traffic..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CORE, DNS, ENTRIES, ROUTER, LOCAL, "io.quarkus..", "jakarta..", "org.xbill.."));
    }

    @Test
    void theCoreKnowsNoCloudNoContainerAndNoProvider() {
        check(noClasses()
                .that()
                .resideInAPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        DNS,
                        ENTRIES,
                        ROUTER,
                        LOCAL,
                        "io.quarkus..",
                        "jakarta..",
                        "com.amazonaws..",
                        "software.amazon..",
                        "com.microsoft..",
                        "com.azure.."));
    }

    @Test
    void providersAreFoundNotNamed() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(DNS, RECORD, AWS, AZURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DNS, RECORD, AWS, AZURE));
    }

    @Test
    void theCloudsProvidersShareTheRecordsAndKnowNotEachOther() {
        check(noClasses()
                .that()
                .resideInAPackage(AWS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(AZURE));
        check(noClasses()
                .that()
                .resideInAPackage(AZURE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(AWS));
        check(noClasses()
                .that()
                .resideInAPackage(RECORD)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DNS, AWS, AZURE));
    }

    @Test
    void theRouterKnowsNeitherTheFunctionsNorTheirCore() {
        check(noClasses()
                .that()
                .resideInAPackage(ROUTER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CORE, ENTRIES, LOCAL));
    }

    @Test
    void theEntriesKnowNeitherEachOtherNorTheRouter() {
        for (String entry : List.of("aws", "azure", "server")) {
            String own = "io.farspan.function." + entry + "..";
            check(noClasses()
                    .that()
                    .resideInAPackage(own)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(Stream.concat(
                                    Stream.of(ROUTER, LOCAL),
                                    Stream.of("aws", "azure", "server")
                                            .filter(other -> !other.equals(entry))
                                            .map(other -> "io.farspan.function." + other + ".."))
                            .toArray(String[]::new)));
        }
    }

    @Test
    void remoteJmxIsTheBridgesBusiness() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(BRIDGE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.management.remote..", "java.rmi.."));
    }

    @Test
    void theBridgeKnowsTheProtocolAndFederationOnly() {
        check(noClasses()
                .that()
                .resideInAPackage(BRIDGE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CORE, SPI, DNS, ENTRIES, ROUTER, LOCAL, "io.quarkus..", "jakarta.."));
    }

    @Test
    void theMapIsReadPastTheResolversCaches() {
        check(noClasses()
                .that()
                .resideInAnyPackage(ROUTER, CORE)
                .should()
                .callMethod(java.net.InetAddress.class, "getByName", String.class));
    }

    private static void check(ArchRule rule) {
        rule.check(classes);
    }
}
