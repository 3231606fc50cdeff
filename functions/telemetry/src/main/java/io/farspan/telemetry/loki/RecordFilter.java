package io.farspan.telemetry.loki;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

import io.farspan.protocol.json.RawJson;
import io.farspan.telemetry.follow.Wanted;
import io.farspan.telemetry.matching.LabelMatcher;
import io.farspan.telemetry.matching.MatchTime;
import io.farspan.telemetry.matching.TimedText;
import io.farspan.telemetry.store.LogCondition.Field;
import io.farspan.telemetry.store.LogCondition.Match;
import io.farspan.telemetry.store.StoredLog;

/**
 * A condition of a query on a record that is at hand, as {@link io.farspan.telemetry.store.LogCondition} is one on records in
 * the database. A field that a record does not have is "".
 *
 * @param field the field
 * @param attribute the attribute's name when the field is one of {@link Field#ATTRIBUTE}
 * @param match how it is compared
 * @param value with what, as the query has it; a regular expression matches a part of a message, and the whole of anything else
 */
record RecordFilter(Field field, String attribute, Match match, String value) {

    /**
     * The condition with its regular expression compiled.
     *
     * @param time what the query's regular expressions take of
     * @throws io.farspan.protocol.problem.FarspanException {@code TOO_MUCH} for an expression that becomes too large
     */
    Wanted compiled(MatchTime time) {
        return switch (match) {
            case EQUAL -> (record, deadline) -> text(record).equals(value);
            case NOT_EQUAL -> (record, deadline) -> !text(record).equals(value);
            case CONTAINS -> (record, deadline) -> text(record).contains(value);
            case CONTAINS_NOT -> (record, deadline) -> !text(record).contains(value);
            case MATCHES -> matching(time, true);
            case MATCHES_NOT -> matching(time, false);
        };
    }

    private Wanted matching(MatchTime time, boolean wanted) {
        Pattern pattern = LabelMatcher.toFollow(value, time);
        return (record, deadline) -> {
            Matcher matcher = pattern.matcher(new TimedText(text(record), deadline));
            return (field == Field.MESSAGE ? matcher.find() : matcher.matches()) == wanted;
        };
    }

    private String text(StoredLog record) {
        return switch (field) {
            case LOCATION -> record.instance().location();
            case INSTANCE -> record.instance().name();
            case STREAM -> record.stream();
            case LEVEL -> Labels.level(record);
            case LOGGER -> record.logger().orElse("");
            case THREAD -> record.thread().orElse("");
            case TRACE -> record.traceId().orElse("");
            case SPAN -> record.spanId().orElse("");
            case MESSAGE -> record.message();
            case ATTRIBUTE ->
                record.attributes()
                        .map(RawJson::tree)
                        .map(tree -> tree.path(attribute).asText())
                        .orElse("");
        };
    }
}
