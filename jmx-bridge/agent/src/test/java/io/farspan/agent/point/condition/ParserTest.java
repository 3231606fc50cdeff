package io.farspan.agent.point.condition;

import java.math.BigDecimal;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ParserTest {

    private static final String TEXT = "x".repeat(70_000);

    /** What the objects of these tests are. */
    @SuppressWarnings("unused") // read by name
    private static class Customer {
        private final String name = "ann";
        private final int[] years = {2020, 2024};
        private final List<String> tags = new ArrayList<>(List.of("new", "vip"));
        private final Map<String, Object> headers = new HashMap<>(Map.of("accept", "json", "Authorization", "x"));
        private final Object own = new AbstractList<String>() {
            @Override
            public String get(int index) {
                throw new AssertionError("code of the application was called");
            }

            @Override
            public int size() {
                throw new AssertionError("code of the application was called");
            }
        };
        private final Map<String, String> sorted = new TreeMap<>(Map.of("a", "b"));
        private final AtomicInteger visits = new AtomicInteger(3);
        private final BigDecimal sum = new BigDecimal("10.50");
        private final Object nothing = null;
        private final String longText = TEXT;
        private final TimeUnit unit = TimeUnit.DAYS;
        private final char letter = 'c';
        private final boolean paid = true;
        private final Header accepted = new Header("Accept", "json");
        private final Header authorized = new Header("Authorization", "x");

        @Override
        public boolean equals(@Nullable Object other) {
            throw new AssertionError("code of the application was called");
        }

        @Override
        public int hashCode() {
            throw new AssertionError("code of the application was called");
        }

        @Override
        public String toString() {
            throw new AssertionError("code of the application was called");
        }
    }

    private record Header(String key, String value) {}

    private static @Nullable Object value(String text) {
        ClassFields.find(Customer.class);
        ClassFields.find(Header.class);
        return Parser.parse(text, ParserTest::variable)
                .value(7, Double.doubleToRawLongBits(2.5), new Customer(), "north");
    }

    private static Expression variable(String name) {
        switch (name) {
            case "n":
                return Register.whole(false);
            case "f":
                return Register.fraction(true);
            case "c":
                return Register.object(false);
            case "region":
                return Register.object(true);
            default:
                throw new MalformedExpression("there is no " + name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n == 7 && n != 8 && n < 8 && n <= 7 && n > 6 && n >= 7",
                "1 + 2 * 3 == 7 && (1 + 2) * 3 == 9 && 7 / 2 == 3 && 7 % 4 == 3 && -n == 0 - 7",
                "f > 2 && f * 2 == 5 && n / f == 2.8 && f == 2.5",
                "!(n > 7) && !false && (true || c.nothing.x)",
                "!(false && c.nothing.x)",
                "c.name == 'ann' && c.name != \"bob\" && region >= 'norte' && 'it\\'s' == \"it's\"",
                "c.name.length() == 3 && c.name.startsWith('a') && c.name.endsWith('n') && c.name.contains('nn')",
                "c.name.toUpperCase().equals('ANN') && c.name.substring(1, 3) == 'nn' && c.name.charAt(0) == 'a'",
                "c.name.indexOf('n') == 1 && c.name.equalsIgnoreCase('ANN') && !c.name.isEmpty()",
                "c.years[1] == 2024 && c.years.length == 2 && c.years[c.years.length - 1] > 2020.5",
                "c.tags[1] == 'vip' && c.tags.size() == 2 && !c.tags.isEmpty() && c.sorted.size() == 1",
                "c.headers.get('accept') == 'json' && c.headers.get('none') == null",
                "c.visits == 3 && c.visits + 1 == 4 && c.sum > 10 && c.sum < 10.51",
                "c.nothing == null && c != null && c == c",
                "c.accepted.value == 'json' && c.authorized.key == 'Authorization'",
                "c.unit == 'DAYS' && c.letter == 'c' && c.letter < 'd' && c.paid && c.paid == true",
            })
    void whatIsTrueIsTrue(String text) {
        assertThat(value(text)).isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "c.nothing.x | 'x' cannot be read of null",
                "c.missing == 1 | has no field 'missing' that can be read",
                "c.years[2] == 1 | there is no element 2",
                "n / 0 == 1 | a division by zero",
                "c < 1 | have no order",
                "c.own[0] == 1 | neither an array nor a list of the JDK",
                "c.own.size() == 0 | size() of a io.farspan.agent.point.condition.ParserTest$Customer$1",
                "c.sorted.get('a') == 'b' | which may call the application's code",
                "c.headers.get('Authori' ) == null && c.headers.get('Authorization') == 'x' | named like a secret",
                "c.authorized.value == 'x' | 'value' is part of a secret",
                "c.longText.contains('a') | a text of 70000 characters",
                "c.name.charAt(3) == 'x' | charAt() at 3 of a text of 3 characters",
                "c.name && true | must be true or false",
                "c.name + 1 == 2 | is not a number",
            })
    void whatHasNoValueSaysWhy(String text, String reason) {
        assertThatThrownBy(() -> value(text))
                .isInstanceOf(EvaluationFailure.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "n ==  | a value is missing",
                "n == 1) | an operator or the end is expected",
                "(n == 1 | ')' is missing",
                "c.name == 'ann | a text has no end",
                "1.2.3 == n | '1.2.3' is not a number",
                "n = 8 | an operator or the end is expected",
                "c.delete() | the method delete() cannot be called",
                "c.name.length(1) == 1 | length() takes 0 arguments",
                "c.password == 'x' | named like a secret",
                "c.accessToken != null | named like a secret",
                "nothing == 1 | there is no nothing",
                "n && true | true or false is needed",
                "!n | true or false is needed",
                "(n == 1) + 1 == 2 | a number is needed",
                "new Object() | there is no new",
            })
    void whatIsMalformedIsRefused(String text, String reason) {
        assertThatThrownBy(() -> value(text))
                .isInstanceOf(MalformedExpression.class)
                .hasMessageContaining(reason);
    }

    @Test
    void theFieldsOfAClassAreNotKnownUntilTheyAreLookedFor() {
        // given
        @SuppressWarnings("unused") // read by name
        class Parcel {
            final int weight = 3;
        }
        Expression condition = Parser.parse("c.weight == 3", ParserTest::variable);

        // then
        assertThatThrownBy(() -> condition.value(0, 0, new Parcel(), null))
                .isInstanceOf(EvaluationFailure.class)
                .hasMessageContaining("Parcel are not known yet")
                .matches(failure -> ((EvaluationFailure) failure).isPassing());

        // when
        ClassFields.findWaiting();

        // then
        assertThat(condition.value(0, 0, new Parcel(), null)).isEqualTo(true);
    }

    @Test
    void whatIsTooLongOrTooDeepIsRefused() {
        assertThatThrownBy(() -> value("n == " + "1+".repeat(600) + "1"))
                .hasMessageContaining("at most 1000 characters");
        assertThatThrownBy(() -> value("n == " + "1+".repeat(120) + "1")).hasMessageContaining("more than 100 steps");
        assertThatThrownBy(() -> value("(".repeat(200) + "n" + ")".repeat(200)))
                .hasMessageContaining("inside one another");
        assertThatThrownBy(() -> value("!".repeat(200) + "true")).hasMessageContaining("inside one another");
    }

    @Test
    void theNamesOfVariablesAreThoseThatStandForThemselves() {
        assertThat(Parser.names("order.id > n && !names['x'.length()].isEmpty() && n < m"))
                .containsExactly("order", "n", "names", "m");
    }

    @Test
    void aNumberThatIsNoneIsOnlyUnequal() {
        assertThat(List.of("f == f", "f < 1", "f > 1", "f <= 1", "f != f"))
                .extracting(text -> Parser.parse(text, ParserTest::variable)
                        .value(0, Double.doubleToRawLongBits(Double.NaN), null, null))
                .containsExactly(false, false, false, false, true);
    }
}
