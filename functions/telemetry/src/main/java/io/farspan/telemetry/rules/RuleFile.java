package io.farspan.telemetry.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A file of rules in OpenTelemetry's format. What OpenTelemetry would pass over with a line in a log is an error here: a
 * metric that is missing is noticed when it is needed.
 *
 * @see <a href="https://github.com/open-telemetry/opentelemetry-java-instrumentation/blob/main/instrumentation/jmx-metrics">
 *     OpenTelemetry's JMX metrics</a>
 */
final class RuleFile {

    /** The size up to which a file is read. */
    static final int MOST_CHARACTERS = 1 << 20;

    private static final int DEEPEST = 20;
    private static final int MOST_ALIASES = 50;

    private RuleFile() {}

    /**
     * Reads a file's text.
     *
     * @param name the file's name, for messages
     * @throws IllegalArgumentException says what is wrong where
     */
    static List<MetricRule> read(String name, String text) {
        try {
            List<MetricRule> rules = new ArrayList<>();
            Object list = Section.of("the file", load(text))
                    .require(Set.of("rules"))
                    .members()
                    .getOrDefault("rules", Optional.empty())
                    .orElse(List.of());
            if (!(list instanceof List<?> each) || each.size() > Section.MOST) {
                throw new IllegalArgumentException("rules must be a list of at most " + Section.MOST);
            }
            for (int index = 0; index < each.size(); index++) {
                rules.addAll(RuleReader.read(Section.of("rules[" + index + "]", each.get(index))));
            }
            return rules;
        } catch (YAMLException | IllegalArgumentException e) {
            throw new IllegalArgumentException("The metric rules of " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static @Nullable Object load(String text) {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(MOST_CHARACTERS);
        limits.setNestingDepthLimit(DEEPEST);
        limits.setMaxAliasesForCollections(MOST_ALIASES);
        limits.setAllowDuplicateKeys(false);
        limits.setAllowRecursiveKeys(false);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(limits), new Representer(unused), unused, limits, new TextsOnly())
                .load(text);
    }

    /** Leaves everything a text but what is not there: {@code on} is a state, {@code 1} a unit. */
    private static final class TextsOnly extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }
}
