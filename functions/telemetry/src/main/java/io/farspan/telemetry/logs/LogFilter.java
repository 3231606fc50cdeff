package io.farspan.telemetry.logs;

import java.util.Locale;
import java.util.Optional;

import com.google.re2j.Pattern;

import io.farspan.telemetry.follow.Wanted;
import io.farspan.telemetry.matching.LabelMatcher;
import io.farspan.telemetry.matching.MatchTime;
import io.farspan.telemetry.matching.TimedText;
import io.farspan.telemetry.store.LogQuery;
import io.farspan.telemetry.store.StoredLog;

/**
 * What a query asks for, of records that are at hand: all of it but the time range, the page and the limit.
 *
 * @param query the query
 * @param regex its regular expression, in RE2's syntax, whose time is linear in the text
 */
record LogFilter(LogQuery query, Optional<Pattern> regex) implements Wanted {

    /**
     * The filter of a query.
     *
     * @throws io.farspan.protocol.problem.FarspanException for an expression that RE2 does not have, or that becomes too large
     */
    static LogFilter of(LogQuery query) {
        return new LogFilter(query, query.regex().map(regex -> LabelMatcher.toFollow(regex, MatchTime.toFollow())));
    }

    @Override
    public boolean test(StoredLog record, long deadline) {
        return query.severity()
                        .map(least -> record.severity().orElse(0) >= least)
                        .orElse(true)
                && is(query.location(), record.instance().location())
                && is(query.instance(), record.instance().name())
                && query.trace()
                        .map(trace -> record.traceId().filter(trace::equals).isPresent())
                        .orElse(true)
                && query.text().map(text -> contains(record.message(), text)).orElse(true)
                && regex.map(pattern -> pattern.matcher(new TimedText(record.message(), deadline))
                                .find())
                        .orElse(true);
    }

    private static boolean is(Optional<String> wanted, String value) {
        return wanted.map(value::equals).orElse(true);
    }

    private static boolean contains(String message, String text) {
        return message.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }
}
