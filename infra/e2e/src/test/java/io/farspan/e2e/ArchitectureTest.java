package io.farspan.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The walls of the house: which module may use which, and what holds for every package, over the classes of each module
 * as they were built. The table is {@link BuiltModule}.
 */
class ArchitectureTest {

    /** Measures others' ways, so that it uses what they use. */
    private static final String BENCH = "io.farspan.bench..";

    /** What the agent's classes may use, besides what is made for a logging library. */
    private static final String[] OF_THE_AGENT = {
        "java..",
        "javax.management..",
        "javax.net.ssl..",
        "javax.security.auth..",
        "org.jolokia..",
        "org.jspecify..",
        "io.farspan.agent.."
    };

    private static final String RESOURCE = "jakarta.ws.rs.Path";
    private static final String NULL_MARKED = "org.jspecify.annotations.NullMarked";
    private static final String[] FRAMEWORKS_AND_CLOUDS = {
        "io.quarkus..",
        "jakarta..",
        "io.vertx..",
        "org.jboss..",
        "org.eclipse.microprofile..",
        "com.amazonaws..",
        "software.amazon..",
        "com.microsoft..",
        "com.azure.."
    };

    private static JavaClasses everything;

    @BeforeAll
    static void importEveryModule() {
        everything = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeJars())
                .withImportOption(location -> location.contains("/io/farspan/")) // and not what is unpacked beside
                .importPaths(Stream.of(BuiltModule.values())
                        .map(BuiltModule::built)
                        .distinct()
                        .toList());
    }

    @Test
    void everyModuleIsInTheTable() throws IOException {
        try (Stream<Path> files = Files.find(BuiltModule.ROOT, 5, (path, attributes) -> path.getFileName()
                .toString()
                .equals("pom.xml"))) {
            Set<String> folders = files.map(Path::getParent)
                    .filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
                    .map(folder -> BuiltModule.ROOT.relativize(folder).toString())
                    .collect(Collectors.toCollection(TreeSet::new));

            assertThat(folders)
                    .as("folders with a POM and classes; a new module gets a row in the table BuiltModule")
                    .isEqualTo(Stream.of(BuiltModule.values())
                            .map(BuiltModule::folder)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void classesLiveBelowTheirModulesPackages(BuiltModule module) {
        check(classes().that(areIn(module)).should().resideInAnyPackage(module.packages()));
    }

    @ParameterizedTest
    @EnumSource
    void modulesDependDownhillOnly(BuiltModule module) {
        check(noClasses()
                .that(areIn(module))
                .should()
                .dependOnClassesThat(are("of ours and neither in " + module + " nor in " + module.uses(), used -> {
                    boolean ours = used.getPackageName().startsWith("io.farspan");
                    return ours
                            && Stream.concat(Stream.of(module), module.uses().stream())
                                    .noneMatch(allowed -> allowed.holds(used.getPackageName()));
                })));
    }

    @ParameterizedTest
    @EnumSource
    void noPackagesFormACycle(BuiltModule module) {
        JavaClasses own = everything.that(areIn(module));

        slices().matching("io.farspan.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(own);
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() {
        Set<String> without = everything.stream()
                .map(JavaClass::getPackage)
                .filter(found -> !found.getClasses().isEmpty())
                .filter(found -> !BuiltModule.EMPTY_LAMBDA.holds(found.getName())) // it depends on nothing at all
                .filter(found -> !found.isAnnotatedWith(NULL_MARKED))
                .map(JavaPackage::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(without).as("packages without a @NullMarked package-info").isEmpty();
    }

    @Test
    void whatRunsAnywhereKnowsNoFrameworkAndNoCloud() {
        check(noClasses()
                .that(areIn(BuiltModule.PROTOCOL)
                        .or(areIn(BuiltModule.FEDERATION))
                        .or(areIn(BuiltModule.PROVIDER_SPI)))
                .or(areIn(BuiltModule.SPI).or(areIn(BuiltModule.SAMPLE_PLUGIN)))
                .or(areIn(BuiltModule.CORE).or(areIn(BuiltModule.BRIDGE)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FRAMEWORKS_AND_CLOUDS));
    }

    /**
     * What runs inside an application brings nothing along but Jolokia and, to put points into classes, ASM; the class that is
     * seen there not even those. What is made for a logging library uses that of the application.
     */
    @Test
    void theAgentNeedsTheJdkJolokiaAndAsmOnly() {
        agentNeeds("io.farspan.agent.logback", "ch.qos.logback..", "org.slf4j..");
        agentNeeds("io.farspan.agent.log4j2", "org.apache.logging.log4j..");
        agentNeeds("io.farspan.agent.point.transform", "org.objectweb.asm..");
        check(classes()
                .that(areIn(BuiltModule.AGENT))
                .and()
                .resideOutsideOfPackages(
                        "io.farspan.agent.logback", "io.farspan.agent.log4j2", "io.farspan.agent.point.transform")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(OF_THE_AGENT));
        check(classes()
                .that()
                .haveFullyQualifiedName("io.farspan.agent.Agent")
                .should()
                .onlyDependOnClassesThat(are(
                        "the JDK's or itself",
                        type -> type.getPackageName().startsWith("java.")
                                || type.getName().equals("io.farspan.agent.Agent"))));
    }

    private static void agentNeeds(String own, String... library) {
        check(classes()
                .that()
                .resideInAPackage(own)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Stream.concat(Stream.of(OF_THE_AGENT), Stream.of(library))
                        .toArray(String[]::new)));
    }

    @Test
    void theDnsLibraryIsTheBusinessOfProvidersAndOfTheEmbeddedServer() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.farspan.provider..", "io.farspan.local..", BENCH)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.xbill.."));
    }

    @Test
    void remoteJmxIsTheBridgesBusiness() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.farspan.bridge..", BENCH)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.management.remote..", "java.rmi.."));
    }

    /**
     * Names are resolved for nothing but probes, whose stage that is (the protocol's {@code StagedConnection}), and what plugins
     * ask, each of whose addresses is checked first ({@code HttpAccess}, {@code ClosedAddresses}).
     */
    @Test
    void theMapIsReadPastTheResolversCaches() {
        check(noClasses()
                .that(are("home's or a function's", type -> Stream.of(BuiltModule.values())
                        .filter(module -> module.folder().startsWith("functions/") && module != BuiltModule.PROTOCOL)
                        .anyMatch(module -> module.holds(type.getPackageName()))))
                .and()
                .doNotHaveFullyQualifiedName("io.farspan.core.plugin.HttpAccess")
                .and()
                .doNotHaveFullyQualifiedName("io.farspan.core.plugin.ClosedAddresses")
                .should()
                .callMethod(java.net.InetAddress.class, "getByName", String.class)
                .orShould()
                .callMethod(java.net.InetAddress.class, "getAllByName", String.class));
    }

    @Test
    void resourcesLiveWithTheirFeature() {
        check(classes()
                .that()
                .areAnnotatedWith(RESOURCE)
                .and()
                .resideOutsideOfPackage("io.farspan.function..")
                .should(useTheirPackageAndNoOtherFeature()));
    }

    @Test
    void packagesAreFeaturesNotLayers() {
        check(noClasses()
                .should()
                .resideInAnyPackage(
                        "..api..",
                        "..rest..",
                        "..resource..",
                        "..controller..",
                        "..service.impl..",
                        "..impl..",
                        "..dto..",
                        "..util..",
                        "..common.."));
    }

    @Test
    void namesSayWhatAThingIs() {
        check(noClasses().should().haveNameMatching(".*(Impl|Utils?|Helper|Manager|Data)"));
    }

    /** A resource that needs no class beside it, or one of another feature, stands in the wrong room. */
    private static ArchCondition<JavaClass> useTheirPackageAndNoOtherFeature() {
        return new ArchCondition<>("use their own package, and of other modules only what features stand on") {
            @Override
            public void check(JavaClass resource, ConditionEvents events) {
                Set<JavaClass> used = resource.getDirectDependenciesFromSelf().stream()
                        .map(Dependency::getTargetClass)
                        .filter(type -> type.getPackageName().startsWith("io.farspan"))
                        .filter(type -> !type.getName().startsWith(resource.getName()))
                        .collect(Collectors.toSet());
                if (used.stream().noneMatch(type -> type.getPackage().equals(resource.getPackage()))) {
                    events.add(SimpleConditionEvent.violated(
                            resource, resource.getName() + " uses nothing of its own package"));
                }
                used.stream()
                        .filter(type -> BuiltModule.of(type.getPackageName())
                                .filter(module -> module.isFeature() && !module.holds(resource.getPackageName()))
                                .isPresent())
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                resource, resource.getName() + " uses another feature's " + type.getName())));
            }
        };
    }

    private static DescribedPredicate<JavaClass> areIn(BuiltModule module) {
        return are("in " + module.folder(), type -> type.getSource()
                .filter(source -> source.getUri().getPath().startsWith(module.built() + "/"))
                .isPresent());
    }

    private static DescribedPredicate<JavaClass> are(String what, Predicate<JavaClass> predicate) {
        return DescribedPredicate.describe("are " + what, predicate);
    }

    private static void check(ArchRule rule) {
        rule.check(everything);
    }
}
