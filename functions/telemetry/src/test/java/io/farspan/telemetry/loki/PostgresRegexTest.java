package io.farspan.telemetry.loki;

import java.sql.SQLException;
import java.util.List;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.telemetry.matching.MatchTime;
import io.farspan.telemetry.store.Database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whether a real PostgreSQL finds what RE2 finds. */
class PostgresRegexTest {

    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "A",
            "b",
            "ab",
            "a.b",
            "a\nb",
            "a-b",
            "a]b",
            "a\\b",
            "x1",
            "order 77 failed",
            "ORDER",
            "tab\tend",
            "üñ",
            "[x]",
            "{1}",
            "a{b",
            "$1",
            "***",
            "_",
            "a_b",
            "0",
            "a b\n",
            "(?i)");

    @RegisterExtension
    static final Database DATABASE = new Database();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a", "a.b", "(?s)a.b", "a\\.b", "^a", "b$", "^a$", "a|b", "(a)(b)?", "(?:a|x)[0-9]", "(?P<n>a)",
                        "(?i)order",
                "[^a]", "[a\\]]", "[]a]", "[a-]", "[\\-x]", "[.-\\]]", "\\d+", "\\D", "\\w+\\s\\w", "\\W", "\\S+",
                        "[\\d_]",
                "[[:alpha:]]\\b", "\\bx", "\\Bb", "a*?b", "a+?", "a{1,2}", "a{2}", "a{b", "\\{1\\}", "\\$1",
                        "\\*\\*\\*", "\\x61",
                "\\x{fc}", "ü", "\\t", "[\\t\\n]", "()", "(|a)b", "\\Aa", "b\\z", "\\(\\?i\\)", "[[]x", "[[.]",
                        "[x-z[:digit:]]"
            })
    void theSameTextsMatch(String regex) throws SQLException {
        Pattern re2 = Pattern.compile(regex);
        for (boolean whole : List.of(false, true)) {
            List<String> expected = TEXTS.stream()
                    .filter(text -> whole
                            ? re2.matcher(text).matches()
                            : re2.matcher(text).find())
                    .toList();
            List<String> found = DATABASE.column("select text from unnest(array["
                    + String.join(
                            ",", TEXTS.stream().map(PostgresRegexTest::quoted).toList())
                    + "]) as t(text) where text ~ " + quoted(PostgresRegex.of(regex, whole, new MatchTime())));
            assertThat(found).as(regex + " " + whole).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void whatOneOfTheTwoDoesNotHaveIsRefused() {
        for (String regex :
                List.of("(?=a)", "(a)\\1", "(", "a{1000}", "\\pL", "(?i:a)", "a(?i)b", "[\\D]", "\\C", "(?m)^a")) {
            assertThatThrownBy(() -> PostgresRegex.of(regex, false, new MatchTime()))
                    .as(regex)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
