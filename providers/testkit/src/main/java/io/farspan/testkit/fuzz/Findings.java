package io.farspan.testkit.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * What went wrong: the first case of each kind with its input, and how often it occurred. Safe for use by many
 *  threads.
 */
public final class Findings {

    private static final int SHOWN = 3_000;

    private final long seed;
    private final Map<String, String> first = new TreeMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    /** None yet, in a run of this seed. */
    public Findings(long seed) {
        this.seed = seed;
    }

    /** Adds one, with what was sent in an iteration and what came back. */
    public synchronized void add(String kind, long iteration, byte[] sent, byte[] answered) {
        counts.merge(kind, 1, Integer::sum);
        first.computeIfAbsent(
                kind,
                key -> "\n  repeat it with -Dfarspan.fuzz.seed=" + seed + " -Dfarspan.fuzz.only=" + iteration
                        + "\n  sent: " + printable(sent) + "\n  answered: " + printable(answered));
    }

    /** One text per kind. */
    public synchronized List<String> all() {
        List<String> all = new ArrayList<>();
        counts.forEach((kind, count) -> all.add(count + " times: " + kind + first.get(kind) + "\n"));
        return all;
    }

    /** The beginning of the bytes; anything but printable ASCII is escaped as in C. */
    private static String printable(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        new String(bytes, 0, Math.min(bytes.length, SHOWN), ISO_8859_1)
                .chars()
                .forEach(c -> text.append(
                        c >= ' ' && c < 127
                                ? Character.toString(c)
                                : c == '\n' ? "\\n" : c == '\r' ? "" : String.format(Locale.ROOT, "\\x%02x", c)));
        return text + (bytes.length > SHOWN ? "… (" + bytes.length + " bytes)" : "");
    }
}
