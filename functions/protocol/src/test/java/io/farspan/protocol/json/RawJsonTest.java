package io.farspan.protocol.json;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class RawJsonTest {

    record Holder(String before, List<RawJson> values, RawJson last) {}

    /** What is nearly JSON; the law below does not depend on which. */
    private static final long SEED = 20261130;

    @Test
    void valuesOfADocumentKeepTheirBytes() throws IOException {
        // given
        String document = "{\"before\":\"ä\",\"values\":[{\"a\" : 1.50,\"b\":[ ]}, 12 ,\"x\\u00e4\",null,-1e5,true],"
                + "\"last\":{\"é\":{}}}";

        // when
        Holder holder = Json.wire().readValue(Json.write(Json.wire().readTree(document)), Holder.class);
        Holder spaced = Json.wire().readValue(document.getBytes(UTF_8), Holder.class);

        // then
        assertThat(spaced.values())
                .extracting(RawJson::toString)
                .containsExactly("{\"a\" : 1.50,\"b\":[ ]}", "12", "\"x\\u00e4\"", "null", "-1e5", "true");
        assertThat(spaced.last()).hasToString("{\"é\":{}}");
        assertThat(holder.last()).isEqualTo(spaced.last());
    }

    @Test
    void aValueIsWrittenAsItWasRead() {
        // given
        RawJson odd = RawJson.of("{\"n\" : 1.500, \"t\":\"\\u0041\"}");

        // when
        String written = new String(Json.write(new Holder("", List.of(odd, odd), odd)));

        // then
        assertThat(written).isEqualTo("{\"before\":\"\",\"values\":[" + odd + "," + odd + "],\"last\":" + odd + "}");
    }

    @Test
    void aLargeValueIsWrittenWhole() {
        // given
        RawJson large = RawJson.of("\"" + "x".repeat(100_000) + "\"");

        // when, then
        assertThat(Json.write(List.of(large))).hasSize(100_004);
    }

    @Test
    void aMemberIsAddedWithoutTouchingTheRest() {
        assertThat(RawJson.of("{\"a\":1}").withMember("t", 5)).hasToString("{\"t\":5,\"a\":1}");
        assertThat(RawJson.of("{}").withMember("t", 5)).hasToString("{\"t\":5}");
        assertThat(RawJson.of("{ }").withMember("t", 5)).hasToString("{\"t\":5 }");
        assertThatThrownBy(() -> RawJson.of("[]").withMember("t", 5)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMemberIsAddedWhereOthersWereTakenAway() {
        String rest = "\"a\":\"" + "x".repeat(40) + "\"}";
        // near the beginning, behind white space, at the beginning, at the end
        assertThat(RawJson.of("{\"s\":1,\"t\":2," + rest).without(7, 13).withMember("t", 5))
                .hasToString("{\"t\":5,\"s\":1," + rest);
        assertThat(RawJson.of("{  \"t\":2," + rest).without(3, 9).withMember("t", 5))
                .hasToString("{\"t\":5,  " + rest);
        assertThat(RawJson.of("{\"t\":2," + rest).without(1, 7).withMember("t", 5))
                .hasToString("{\"t\":5," + rest);
        String ending = rest.replace("}", ",\"t\":2}");
        assertThat(RawJson.of("{" + ending)
                        .without(1 + ending.length() - 7, ending.length())
                        .withMember("t", 5))
                .hasToString("{\"t\":5," + rest);
    }

    @Test
    void anErrorSaysWhereAndRepeatsNothingOfTheDocument() {
        assertThatThrownBy(() -> Json.strict().readTree("{\"secret\":[}"))
                .isInstanceOfSatisfying(JsonProcessingException.class, failure -> assertThat(Json.explain(failure))
                        .contains("line 1, column 12")
                        .doesNotContain("secret"));
    }

    @Test
    void halfASurrogatePairIsRefusedBeforeTheValueIsRead() throws IOException {
        for (int before = 0; before < 20; before++) {
            for (int second : new int[] {0xA0, 0xB0, 0xBF}) {
                // given
                byte[] document = document("x".repeat(before), second);

                // when, then
                assertThatThrownBy(() -> Json.wire().readValue(document, Holder.class))
                        .isInstanceOfSatisfying(
                                JsonProcessingException.class,
                                failure -> assertThat(Json.explain(failure)).contains("surrogate"));
            }
        }
    }

    @Test
    void aNumberThatNoTypeHoldsIsRefusedBeforeTheValueIsRead() throws IOException {
        for (String number : List.of("1e1000", "1E+99999999999", "-0.5e-1234")) {
            byte[] document = ("{\"last\":{\"a\":[" + number + "]}}").getBytes(UTF_8);
            assertThatThrownBy(() -> Json.wire().readValue(document, Holder.class))
                    .isInstanceOfSatisfying(JsonProcessingException.class, failure -> assertThat(Json.explain(failure))
                            .contains("exponent"));
        }
        for (String number : List.of("1e999", "1E-0000000007", "123456789012345678901234567890")) {
            byte[] document = ("{\"last\":" + number + "}").getBytes(UTF_8);
            assertThat(Json.wire()
                            .readValue(document, Holder.class)
                            .last()
                            .tree()
                            .isNumber())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("beyondALimit")
    void whatIsBeyondALimitIsRefusedBeforeTheValueIsRead(String limit, String just, String beyond) throws IOException {
        assertThat(Json.wire().readValue(document(just), Holder.class).last().tree())
                .isEqualTo(Json.wire().readTree(just));
        assertThatThrownBy(() -> Json.wire().readValue(document(beyond), Holder.class))
                .isInstanceOfSatisfying(JsonProcessingException.class, failure -> assertThat(Json.explain(failure))
                        .contains(limit));
    }

    static Stream<Arguments> beyondALimit() {
        return Stream.of(
                arguments("Number value length", "1".repeat(1_000), "1".repeat(1_001)),
                arguments("Number value length", "0." + "1".repeat(999), "0." + "1".repeat(1_000)),
                arguments("Name length", "{\"" + "n".repeat(50_000) + "\":1}", "{\"" + "n".repeat(50_001) + "\":1}"),
                arguments("nesting depth", nested(999), nested(1_000)));
    }

    @Test
    void aTextBeyondTheParsersLimitIsRefusedBeforeTheValueIsRead() throws IOException {
        // given: Farspan's own limit is too large for a test
        JsonFactory short100 = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxStringLength(100).build())
                .build();
        byte[] just = ("[\"" + "é".repeat(100) + "\",\"b\"]").getBytes(UTF_8);
        byte[] beyond = ("[\"" + "é".repeat(101) + "\",\"b\"]").getBytes(UTF_8);

        // when, then
        assertThat(RawJson.skip(at(short100.createParser(just)), just, 0))
                .isEqualTo(RawJson.slice(just, 0, just.length));
        assertThatThrownBy(() -> RawJson.skip(at(short100.createParser(beyond)), beyond, 0))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("String value length");
    }

    @Test
    void whatAnAgentSendsLeavesRoomForTheAnswersItIsPutInto() throws IOException {
        byte[] just = nested(900).getBytes(UTF_8);
        byte[] beyond = nested(901).getBytes(UTF_8);
        assertThat(RawJson.skipForeign(at(Json.wire().createParser(just)), just).length())
                .isEqualTo(just.length);
        assertThatThrownBy(() -> RawJson.skipForeign(at(Json.wire().createParser(beyond)), beyond))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("deeper than 900 levels");
    }

    @Test
    void whatIsNotRefusedCanBeReadAndWritten() {
        // given
        Random random = new Random(SEED);
        int accepted = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] document = document("{\"a\":\"x\\u00e4\\n\\/é😀\\ud83d\\ude00\",\"é\":[1,-2.5e10,true,null,{}]}");
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                document[random.nextInt(document.length)] = (byte)
                        (random.nextBoolean()
                                ? random.nextInt(256)
                                : "\\u\"dDeE89+-.01[]{}".charAt(random.nextInt(17)));
            }
            RawJson value;
            try {
                value = Json.wire().readValue(document, Holder.class).last();
            } catch (IOException e) {
                continue; // refused
            }
            if (value != null) {
                // when, then
                RawJson written = RawJson.of(value.tree());
                assertThat(RawJson.of(written.tree())).isEqualTo(written);
                accepted++;
            }
        }
        assertThat(accepted).isGreaterThan(1_000);
    }

    private static JsonParser at(JsonParser parser) throws IOException {
        parser.nextToken();
        return parser;
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    private static byte[] document(String last) {
        return ("{\"last\":" + last + "}").getBytes(UTF_8);
    }

    @Test
    void charactersThatOnlyBeginLikeASurrogateAreRead() throws IOException {
        for (int before = 0; before < 20; before++) {
            // given: U+D7FC, the last but three before the surrogates, and a whole pair
            String text = "x".repeat(before) + "\uD7FC\uD83D\uDE00";

            // when
            Holder holder = Json.wire().readValue(document(text, 0x9F), Holder.class);

            // then
            assertThat(holder.last().tree().path("a").path(0).asText()).startsWith(text);
        }
    }

    private static byte[] document(String text, int second) {
        byte[] bytes = ("{\"before\":\"\",\"values\":[],\"last\":{\"a\":[\"" + text + "?!@\"]}}").getBytes(UTF_8);
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '?') {
                bytes[at] = (byte) 0xED;
                bytes[at + 1] = (byte) second;
                bytes[at + 2] = (byte) 0x80;
            }
        }
        return bytes;
    }
}
