package io.farspan.testkit.fuzz;

import java.util.List;
import java.util.Locale;

/**
 * Texts that have a meaning to some component on the way: patterns, prefixes, escapes, control characters, great
 *  length.
 */
final class TextMutation {

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "*",
            "*:*",
            "java.lang:*",
            "java.lang:type=Mem*,*",
            "com.sun.management:type=DiagnosticComman*",
            "jmx@java.lang:type=Memory",
            "jmx@",
            "a:b=\"",
            "a:b=c,*,d=e",
            "all",
            "primary",
            "read",
            "exec",
            "write",
            "notification",
            "null",
            "true",
            "1e9",
            "-1",
            "+1000000000-12-31T23:59:59.999999999Z",
            "2026-11-22T12:00:00Z",
            "aws1/i-1",
            "aws1",
            "..",
            "../..",
            "a/b/c/d",
            "!/!!!",
            "%00",
            "%",
            "%zz",
            "%c0%af",
            "${a}",
            "' or 1=1 --",
            "<script>",
            "127.0.0.1",
            "169.254.169.254",
            "::1",
            "[::ffff:127.0.0.1]",
            "http://127.0.0.1/",
            "service:jmx:rmi:///jndi/rmi://127.0.0.1:9/x");

    private static final List<String> PIECES = List.of(
            "\0",
            "\n",
            "\r\nX-Other: 1",
            "\t",
            "\u001b[2J",
            "\u007f",
            "\u0085",
            "\u2028",
            "\u202e",
            "\ufeff",
            "\ud800",
            "\udc00\ud800",
            "\ud83d\ude00",
            "*",
            "?",
            ",*",
            ":",
            "=",
            ",",
            "\"",
            "\\",
            "/",
            "//",
            "!",
            "!/",
            "!!",
            "#",
            "(",
            "()",
            "%2F",
            "%00",
            ";",
            "&",
            "'",
            "@",
            "jmx@");

    private final Chance chance;

    TextMutation(Chance chance) {
        this.chance = chance;
    }

    /** Any of the texts. */
    String any() {
        return chance.oneIn(40) ? chance.pick(PIECES).repeat(1 + chance.below(2_000)) : chance.pick(TEXTS);
    }

    String mutate(String right) {
        int at = chance.below(right.length() + 1);
        int to = Math.min(right.length(), at + chance.below(6));
        return switch (chance.below(7)) {
            case 0 -> any();
            case 1 -> right.substring(0, at) + right.substring(to);
            case 2 -> right.substring(0, to) + right.substring(at, to).repeat(chance.below(50)) + right.substring(to);
            case 3 -> right.substring(0, at) + any() + right.substring(at);
            case 4 -> chance.oneIn(2) ? right.toUpperCase(Locale.ROOT) : "jmx@" + right;
            default -> right.substring(0, at) + chance.pick(PIECES) + right.substring(at);
        };
    }
}
