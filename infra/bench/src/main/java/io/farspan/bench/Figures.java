package io.farspan.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code key=value} lines at the end of a bench. A key is a figure's name, {@code n} for the number of
 * measurements, or {@code figure@peer} for a peer's value in the same run.
 */
record Figures(Map<String, String> values) {

    /** The key for the number of measurements. */
    static final String TIMES = "n";

    private static final Pattern PAIR = Pattern.compile("([a-z][a-z0-9_]*(?:@[a-z0-9_]+)?)=(\\S+)");
    private static final Pattern LINE = Pattern.compile(PAIR + "(?: " + PAIR + ")*");

    Figures {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Parses the figures at the end of a bench's output; none when it does not end with any. */
    static Figures parse(List<String> output) {
        int from = output.size();
        while (from > 0 && LINE.matcher(output.get(from - 1).strip()).matches()) {
            from--;
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : output.subList(from, output.size())) {
            Matcher pair = PAIR.matcher(line);
            while (pair.find()) {
                values.put(pair.group(1), pair.group(2));
            }
        }
        return new Figures(values);
    }

    /** The number of measurements. */
    String times() {
        return values.getOrDefault(TIMES, "1");
    }

    /** The names of the figures, without those of peers. */
    List<String> names() {
        return values.keySet().stream()
                .filter(key -> !key.equals(TIMES) && !key.contains("@"))
                .toList();
    }

    /** A figure as it was printed. */
    String get(String name) {
        return values.getOrDefault(name, "");
    }

    /** The peers' values of a figure, as {@code peer value}. */
    List<String> peers(String name) {
        List<String> peers = new ArrayList<>();
        values.forEach((key, value) -> {
            if (key.startsWith(name + "@")) {
                peers.add(key.substring(name.length() + 1).replace('_', ' ') + " " + value);
            }
        });
        return peers;
    }
}
