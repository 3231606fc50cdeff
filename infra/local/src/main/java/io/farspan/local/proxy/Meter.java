package io.farspan.local.proxy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Counts what is carried by the path that was asked for; an answer belongs to the request before it on its connection. */
final class Meter {

    private static final String UNKNOWN = "";

    private final Map<String, Carried> byPath = new ConcurrentHashMap<>();

    /** What was carried for the paths that {@code which} takes; what is not plain HTTP has the path {@code ""}. */
    Carried carried(Predicate<String> which) {
        return byPath.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .reduce(Carried.NOTHING, Carried::plus);
    }

    /** One connection of those that are counted. */
    final class Connection {
        private volatile String path = UNKNOWN;

        /** Counts the first {@code count} bytes of a piece; whether they begin a POST. */
        boolean count(byte[] piece, int count, boolean onward) {
            boolean post = begins(piece, count, "POST ");
            if (onward && (post || begins(piece, count, "GET "))) {
                path = path(piece, count);
            }
            byPath.merge(path, new Carried(post ? 1 : 0, count), Carried::plus);
            return post;
        }
    }

    private static boolean begins(byte[] piece, int count, String word) {
        return count >= word.length() && new String(piece, 0, word.length(), US_ASCII).equals(word);
    }

    private static String path(byte[] piece, int count) {
        String line = new String(piece, 0, Math.min(count, 500), US_ASCII);
        return line.substring(line.indexOf(' ') + 1).split("[ ?\\r]", 2)[0];
    }
}
