package io.farspan.federation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** How the numbers of many instances become one, which the name of the attribute or item decides. */
enum Rule {
    SUM,
    MEAN,
    LARGEST,
    SMALLEST;

    private static final Pattern MEANS = Pattern.compile(
            ".*(Load|Average|Avg|Mean|Median|Ratio|Percent(age)?|Percentile|Threshold|Level|Fraction|StdDev|Temperature)"
                    + "|.*[0-9]+(th|thPercentile)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern MAXIMA =
            Pattern.compile("(max|.*Max|max[A-Z].*|.*Maximum.*|Uptime|.*Version|.*Timeout|Id)");
    private static final Pattern MINIMA = Pattern.compile("(min|.*Min|min[A-Z].*|.*Minimum.*|StartTime)");

    /** Rules by name. Names come from applications and may be made up without end, so they are not kept without end. */
    private static final Map<String, Rule> KNOWN = new ConcurrentHashMap<>();

    private static final int MOST = 10_000;

    /** The rule for numbers of this name. */
    static Rule of(String name) {
        if (KNOWN.size() > MOST) {
            KNOWN.clear();
        }
        return KNOWN.computeIfAbsent(name, Rule::find);
    }

    private static Rule find(String name) {
        if (MEANS.matcher(name).matches()) {
            return MEAN;
        }
        if (MAXIMA.matcher(name).matches()) {
            return LARGEST;
        }
        return MINIMA.matcher(name).matches() ? SMALLEST : SUM;
    }
}
