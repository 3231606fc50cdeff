package io.farspan.telemetry.access;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * The parameters of a query as they stand in its URL. What every query of telemetry has is read here; each reading fails with
 * {@link FarspanException} {@code MALFORMED_REQUEST} for what makes no sense.
 */
public final class QueryParameters {

    private static final int LONGEST_TEXT = 1_000;
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2261;
    private static final Instant EARLIEST = Instant.parse("1970-01-02T00:00:00Z"); // clocks differ by a day at most
    private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");

    private final Map<String, List<String>> values;

    /** The parameters with these values by name. */
    public QueryParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /** All values of a parameter. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** A parameter's first value, unless that is empty. */
    public Optional<String> text(String name) {
        Optional<String> value = all(name).stream().findFirst().filter(text -> !text.isEmpty());
        value.ifPresent(text -> {
            if (text.length() > LONGEST_TEXT || text.indexOf(0) >= 0) {
                throw malformed(name + " may have " + LONGEST_TEXT + " characters, and not U+0000.");
            }
        });
        return value;
    }

    /** A point in time. */
    public Optional<Instant> instant(String name) {
        return text(name).map(text -> {
            try {
                Instant instant = Instant.parse(text);
                if (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST)) {
                    return instant;
                }
            } catch (DateTimeException e) {
                // reported below
            }
            throw malformed(name + " must be an instant like 2026-11-22T12:00:00Z, in the years " + FIRST_YEAR + " to "
                    + LAST_YEAR + ".");
        });
    }

    /** The location that is asked for, by {@code location} or by the whole name of an {@code instance}. */
    public Optional<String> location() {
        return wholeInstance().map(InstanceId::location).or(() -> text("location"));
    }

    /** The name in its location of the instance that is asked for: {@code aws1/i-7}, or {@code i-7} of any location. */
    public Optional<String> instance() {
        return wholeInstance().map(InstanceId::name).or(() -> text("instance"));
    }

    private Optional<InstanceId> wholeInstance() {
        return text("instance").filter(id -> id.indexOf('/') >= 0).map(id -> {
            try {
                return InstanceId.parse(id);
            } catch (IllegalArgumentException e) {
                throw malformed(e.getMessage() + ".");
            }
        });
    }

    /** What to throw for a parameter that makes no sense. */
    public static FarspanException malformed(String detail) {
        return new FarspanException(ProblemCode.MALFORMED_REQUEST, detail);
    }
}
