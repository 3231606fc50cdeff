package io.farspan.telemetry.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.Names;

/** Reads one rule: some MBeans, and what their attributes are as metrics. What a metric leaves out, the rule says for all. */
final class RuleReader {

    private static final Set<String> SHARED =
            Set.of("type", "unit", "sourceUnit", "metricAttribute", "dropNegativeValues");
    private static final Set<String> OF_RULE = with("bean", "beans", "prefix", "mapping");
    private static final Set<String> OF_METRIC = with("metric", "desc");

    /** The unit of a metric of states. */
    private static final String PURE_NUMBER = "1";

    private static final String STATE = "state";

    /** What a value in one unit is divided by to be in the other. */
    private static final Map<String, Double> DIVISORS = Map.of("ms->s", 1e3, "ns->s", 1e9);

    private final Section rule;
    private final List<ObjectName> beans;
    private final String prefix;

    private RuleReader(Section rule) {
        this.rule = rule.require(OF_RULE);
        List<String> names = new ArrayList<>(rule.texts("bean"));
        names.addAll(rule.texts("beans"));
        if (names.isEmpty()) {
            throw new IllegalArgumentException(rule.where() + " names no MBean; it needs bean or beans");
        }
        this.beans = names.stream().distinct().map(this::name).toList();
        this.prefix = rule.word("prefix").orElse("");
    }

    static List<MetricRule> read(Section rule) {
        RuleReader reader = new RuleReader(rule);
        Section mapping = rule.section("mapping")
                .filter(all -> !all.members().isEmpty())
                .orElseThrow(() -> new IllegalArgumentException(rule.where() + " needs a mapping of attributes"));
        List<MetricRule> rules = new ArrayList<>();
        mapping.members()
                .forEach((attribute, given) -> rules.add(reader.metric(
                        attribute,
                        Section.of(mapping.where() + "." + Names.shorten(attribute), given.orElse(Map.of()))
                                .require(OF_METRIC))));
        return rules;
    }

    private MetricRule metric(String attribute, Section metric) {
        AttributePath path = AttributePath.parse(attribute);
        Map<String, AttributeSource> sources = new LinkedHashMap<>();
        @Nullable StateMapping states = null;
        for (Section owner : List.of(rule, metric)) {
            Optional<Section> attributes = owner.section("metricAttribute");
            if (attributes.isPresent()) {
                for (Map.Entry<String, Optional<Object>> each :
                        attributes.get().members().entrySet()) {
                    Object value = each.getValue()
                            .orElseThrow(() -> new IllegalArgumentException(
                                    attributes.get().where() + "." + Names.shorten(each.getKey()) + " is empty"));
                    if (value instanceof Map) {
                        states = states(attributes.get().where(), each.getKey(), value);
                    } else {
                        sources.put(
                                each.getKey(),
                                AttributeSource.parse(
                                        Section.text(attributes.get().where(), value)));
                    }
                }
            }
        }
        String name = prefix + metric.word("metric").orElse(path.plain());
        String description = metric.text("desc").orElse("");
        Optional<String> type = metric.word("type").or(() -> rule.word("type"));
        if (type.filter(STATE::equalsIgnoreCase).isPresent() != (states != null)) {
            throw new IllegalArgumentException(metric.where()
                    + " is of type state without a metricAttribute of states, or the other way round; it needs both");
        }
        if (states != null) {
            return new MetricRule(
                    beans,
                    path,
                    new Metric(name, PURE_NUMBER, MetricType.UPDOWNCOUNTER, description),
                    1,
                    false,
                    sources,
                    Optional.of(states));
        }
        String unit = metric.word("unit").or(() -> rule.word("unit")).orElse("");
        return new MetricRule(
                beans,
                path,
                new Metric(name, unit, type.map(MetricType::parse).orElse(MetricType.GAUGE), description),
                divisor(metric, unit),
                metric.flag("dropNegativeValues")
                        .or(() -> rule.flag("dropNegativeValues"))
                        .orElse(false),
                sources,
                Optional.empty());
    }

    private double divisor(Section metric, String unit) {
        Optional<String> source = metric.word("sourceUnit").or(() -> rule.word("sourceUnit"));
        if (source.isEmpty()) {
            return 1;
        }
        Double divisor = DIVISORS.get(source.get() + "->" + unit);
        if (divisor == null) {
            throw new IllegalArgumentException(metric.where() + " cannot be converted from '"
                    + Names.shorten(source.get()) + "' to '" + Names.shorten(unit)
                    + "'; conversions are from ms and ns to s");
        }
        return divisor;
    }

    private static StateMapping states(String where, String attribute, Object value) {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        Section.of(where + "." + Names.shorten(attribute), value)
                .members()
                .forEach((state, named) ->
                        texts.put(state, Section.texts(where + "." + Names.shorten(state), named.orElse(""))));
        return StateMapping.of(attribute, texts);
    }

    private ObjectName name(String text) {
        try {
            return new ObjectName(text.trim());
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(
                    rule.where() + ": '" + Names.shorten(text) + "' is not an ObjectName: " + e.getMessage(), e);
        }
    }

    private static Set<String> with(String... own) {
        Set<String> all = new HashSet<>(SHARED);
        all.addAll(Set.of(own));
        return Set.copyOf(all);
    }
}
