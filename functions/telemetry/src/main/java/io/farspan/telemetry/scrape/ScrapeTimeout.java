package io.farspan.telemetry.scrape;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** How long a scraper waits, which it says in a header. */
final class ScrapeTimeout {

    static final String HEADER = "X-Prometheus-Scrape-Timeout-Seconds";

    private static final Duration LEAST_MARGIN = Duration.ofMillis(250);

    private ScrapeTimeout() {}

    /**
     * The deadline for the instances: what the scraper waits less a tenth, at least 250 ms, in which the answer is written
     * and sent.
     *
     * @throws FarspanException {@code MALFORMED_REQUEST}
     */
    static Duration deadline(@Nullable String header) {
        if (header == null) {
            return ManagementCall.USUAL;
        }
        if (!header.matches("[0-9]{1,6}(\\.[0-9]{1,9})?")) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST,
                    HEADER + " must be a number of seconds, not '" + Names.shorten(header) + "'.");
        }
        Duration timeout = Duration.ofMillis((long) (Double.parseDouble(header) * 1_000));
        Duration margin = timeout.dividedBy(10).compareTo(LEAST_MARGIN) > 0 ? timeout.dividedBy(10) : LEAST_MARGIN;
        Duration left = timeout.minus(margin);
        if (left.compareTo(ManagementCall.SHORTEST) < 0) {
            return ManagementCall.SHORTEST;
        }
        return left.compareTo(ManagementCall.LONGEST) > 0 ? ManagementCall.LONGEST : left;
    }
}
