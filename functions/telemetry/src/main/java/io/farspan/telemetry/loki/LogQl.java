package io.farspan.telemetry.loki;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.farspan.telemetry.follow.Wanted;
import io.farspan.telemetry.matching.LabelMatcher;
import io.farspan.telemetry.matching.MatchTime;
import io.farspan.telemetry.store.LogCondition;

/** A query in the part of LogQL that is understood. */
sealed interface LogQl {

    /**
     * Records.
     *
     * @param matchers of the labels that say which stream it is
     * @param conditions what the records of the selected applications fulfil
     * @param filters the same for records that are at hand
     */
    record Logs(List<LabelMatcher> matchers, List<LogCondition> conditions, List<RecordFilter> filters)
            implements LogQl {

        public Logs {
            matchers = List.copyOf(matchers);
            conditions = List.copyOf(conditions);
            filters = List.copyOf(filters);
        }

        /**
         * Which records of the selected applications are selected.
         *
         * @throws io.farspan.protocol.problem.FarspanException {@code TOO_MUCH} for regular expressions that become too large
         */
        Wanted wanted() {
            MatchTime time = new MatchTime();
            List<Wanted> all =
                    filters.stream().map(filter -> filter.compiled(time)).toList();
            return (record, deadline) -> all.stream().allMatch(each -> each.test(record, deadline));
        }

        /** Whether a label with this value is selected. */
        boolean selects(String label, String value) {
            return matchers.stream()
                    .filter(matcher -> matcher.name().equals(label))
                    .allMatch(matcher -> matcher.matches(value));
        }
    }

    /**
     * A number for each step.
     *
     * @param logs of which records
     * @param function what is counted
     * @param range the time before each step that counts
     * @param by the labels by which they are summed; without them, all labels of a stream
     */
    record Counted(Logs logs, Function function, Duration range, Optional<List<String>> by) implements LogQl {}

    /**
     * A number; Grafana asks for one to see whether the data source works.
     *
     * @param value the number
     */
    record Constant(double value) implements LogQl {}

    /** What is counted. */
    enum Function {
        /** Records. */
        COUNT_OVER_TIME,
        /** Records a second. */
        RATE,
        /** Bytes of messages. */
        BYTES_OVER_TIME,
        /** Bytes a second. */
        BYTES_RATE;

        double of(long records, long bytes, Duration range) {
            double seconds = range.toNanos() / 1e9;
            return switch (this) {
                case COUNT_OVER_TIME -> records;
                case RATE -> records / seconds;
                case BYTES_OVER_TIME -> bytes;
                case BYTES_RATE -> bytes / seconds;
            };
        }
    }
}
