package io.farspan.telemetry.loki;

import java.util.List;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.store.LogCondition;

/** Which queries somebody may ask. */
final class VisibleQuery {

    private VisibleQuery() {}

    /**
     * Refuses conditions on what the caller may not see: by many of them they would find it out.
     *
     * @param view a value as the caller may see it
     * @throws FarspanException {@code FORBIDDEN}
     */
    static LogQl require(LogQl query, UnaryOperator<RawJson> view) {
        List<LogCondition> conditions = query instanceof LogQl.Logs logs
                ? logs.conditions()
                : query instanceof LogQl.Counted counted ? counted.logs().conditions() : List.of();
        for (LogCondition condition : conditions) {
            if (condition.field() == LogCondition.Field.ATTRIBUTE && isSecret(condition.attribute(), view)) {
                throw new FarspanException(
                        ProblemCode.FORBIDDEN,
                        "the attribute '" + condition.attribute() + "' may hold a secret, by which only admins search");
            }
        }
        return query;
    }

    private static boolean isSecret(String attribute, UnaryOperator<RawJson> view) {
        RawJson probe = RawJson.of(JsonNodeFactory.instance.objectNode().put(attribute, "x"));
        return !"x".equals(view.apply(probe).tree().path(attribute).asText());
    }
}
