package io.farspan.telemetry.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;

import io.farspan.protocol.call.Names;

import static java.nio.charset.StandardCharsets.UTF_8;

/** This router's metric rules: OpenTelemetry's own and those of the deployment. */
@Singleton
public class Rules {

    /** The rule sets that come with the router, unpacked from OpenTelemetry's agent when it is built. */
    static final List<String> TARGETS = List.of("jvm", "tomcat", "kafka-broker", "activemq", "jetty");

    private final RuleSet ruleSet;

    @Inject
    Rules(RulesConfig config) {
        this.ruleSet = of(
                config.targets(),
                config.rules().orElse(List.of()).stream().map(Path::of).toList());
    }

    /** Makes a mistake in a rule prevent the start, and not the first scrape. */
    void start(@Observes StartupEvent event) {}

    /** The rules, compiled together. */
    public RuleSet ruleSet() {
        return ruleSet;
    }

    /**
     * Compiles rule sets and files together.
     *
     * @param targets names of rule sets that come with the router
     * @throws IllegalArgumentException says what is wrong where
     */
    public static RuleSet of(List<String> targets, List<Path> files) {
        List<MetricRule> rules = new ArrayList<>();
        targets.stream().distinct().forEach(target -> rules.addAll(RuleFile.read(target, target(target))));
        files.forEach(file -> rules.addAll(RuleFile.read(file.toString(), text(file))));
        return RuleSet.of(rules);
    }

    private static String target(String target) {
        if (!TARGETS.contains(target)) {
            throw new IllegalArgumentException("farspan.telemetry.metrics.targets names '" + Names.shorten(target)
                    + "'; the rule sets are " + String.join(", ", TARGETS)
                    + ", and files with others go into farspan.telemetry.metrics.rules");
        }
        try (InputStream in = Rules.class.getResourceAsStream("opentelemetry/" + target + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("The rule set " + target + " was not packed into this router");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > RuleFile.MOST_CHARACTERS) {
                throw new IllegalArgumentException("The metric rules of " + file + " (farspan.telemetry.metrics.rules)"
                        + " have more than " + RuleFile.MOST_CHARACTERS + " bytes");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The metric rules of " + file + " (farspan.telemetry.metrics.rules) cannot be read: " + e, e);
        }
    }
}
