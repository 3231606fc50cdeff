package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RegexLiteralsTest {

    private static final int TEXTS = 200;
    private static final int EXPRESSIONS = 1_000;

    /** Pieces of expressions, some of which are often invalid together. */
    private static final List<String> PIECES = List.of(
            "a",
            "b",
            "c",
            "ab",
            "abc",
            "bca",
            "(",
            ")",
            "(?:",
            "(?=",
            "(?!",
            "(?i)",
            "[",
            "]",
            "[^",
            "[]",
            "[^]",
            "[a-c]",
            "[[:alpha:]]",
            "[[.a.]]",
            "[\\]]",
            "-",
            "|",
            "*",
            "+",
            "?",
            "{2}",
            "{0,1}",
            "{1,}",
            "{",
            "}",
            ",",
            ".",
            "^",
            "$",
            "\\d",
            "\\W",
            "\\.",
            "\\(",
            "\\[",
            "\\\\",
            "\\y",
            "\\A",
            "\\Z",
            "\\u0061",
            "\\n",
            "\\x61",
            "\\1",
            "\\a",
            "(?#",
            "***",
            "%",
            "_",
            "\u20ac",
            "1",
            "*?",
            "+?",
            "{2}?");

    private static final String LETTERS = "aaabbbcccABC.([]{}|\\%_-1,*\n\u20ac";

    @RegisterExtension
    static final Database DATABASE = new Database();

    @ParameterizedTest
    @CsvSource(
            delimiter = '\u00a6',
            value = {
                "thread [0-9]+f.* a[0-9]{7}$ \u00a6 %thread %f% a%",
                "^GET /orders \u00a6 GET /orders%",
                "^a?GET \u00a6 %GET%",
                "colou?rs \u00a6 %colo%rs%",
                "times{3}out \u00a6 %time%out%",
                "(GET|POST) /orders/ \u00a6 % /orders/%",
                "a(b[)]c)*defg \u00a6 %a%defg%",
                "100%_\\\\. \u00a6 %100\\%\\_\\\\%",
                "[]x]abc \u00a6 %abc%",
                "[[:digit:]]{2}abc \u00a6 %abc%",
                "\\u006f\\u0072der \u00a6 %order%",
                "\\yorder\\s*7+ \u00a6 %order%7%",
            })
    void everyMatchContainsWhatIsNeitherOptionalNorUnknown(String regex, String pattern) {
        assertThat(RegexLiterals.like(regex)).contains(pattern);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "ab", "error|warning", "(?i)error", "(?x)er ror", "***=error", "***:(?i)error", "(error)",
                        "(?#x)error",
                "error\\x41b", "error\\1", "[error", "(error", "error)", "error{3", "error\\", "error\\u12",
                        "error\\u0000"
            })
    void inDoubtThereIsNone(String regex) {
        assertThat(RegexLiterals.like(regex)).isEmpty();
    }

    @Test
    void aLongTextIsCutBetweenLetters() {
        String regex = "x".repeat(63) + "\ud83d\ude00yz";

        assertThat(RegexLiterals.like(regex)).contains("%" + "x".repeat(63) + "%");
    }

    @Test
    void whatMatchesAnExpressionOfPostgresqlHasItsLiterals() throws SQLException {
        // given
        Random random = new Random(7);
        int compared = 0;
        try (Connection connection = DATABASE.connect()) {
            fill(connection, random);
            try (PreparedStatement select = connection.prepareStatement(
                    "select count(*) filter (where text like ?), min(text) filter (where text not like ?) from texts"
                            + " where text ~ ?")) {
                for (int expression = 0; expression < EXPRESSIONS; expression++) {
                    String regex = expression(random);
                    String pattern = RegexLiterals.like(regex).orElse("");
                    if (pattern.isEmpty()) {
                        continue;
                    }

                    // when
                    select.setString(1, pattern);
                    select.setString(2, pattern);
                    select.setString(3, regex);
                    try (ResultSet row = select.executeQuery()) {
                        row.next();
                        compared += row.getInt(1) > 0 ? 1 : 0;

                        // then
                        assertThat(row.getString(2))
                                .as("a text that matches %s but is not like %s", regex, pattern)
                                .isNull();
                    } catch (SQLException e) {
                        assertThat(e.getSQLState()).as(regex).isEqualTo("2201B"); // an invalid expression
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(10);
    }

    private static void fill(Connection connection, Random random) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table texts (text text not null)");
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into texts values (?)")) {
            for (int text = 0; text < TEXTS; text++) {
                StringBuilder letters = new StringBuilder();
                for (int letter = random.nextInt(30); letter >= 0; letter--) {
                    letters.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
                }
                insert.setString(1, letters.toString());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static String expression(Random random) {
        StringBuilder regex = new StringBuilder();
        for (int piece = 2 + random.nextInt(6); piece > 0; piece--) {
            // mostly letters, or hardly anything would match
            regex.append(PIECES.get(random.nextInt(random.nextBoolean() ? 6 : PIECES.size())));
        }
        return regex.toString();
    }
}
