package io.farspan.protocol.verdict;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ComponentTest {

    static Stream<Arguments> everyKind() {
        return Map.of(
                        new Component.Application("shop"),
                        "application shop",
                        new Component.Location("aws1"),
                        "location aws1",
                        new Component.Function("aws1"),
                        "function aws1",
                        new Component.Instance("aws1", "i-7"),
                        "instance aws1/i-7",
                        Component.link("dc1", "aws1"),
                        "link dc1→aws1",
                        new Component.Link(new Component.Function("aws1"), new Component.Instance("aws1", "i-7")),
                        "link function aws1→aws1/i-7",
                        new Component.Observer("dc1"),
                        "observer dc1",
                        new Component.MapServer("10.0.0.53:53"),
                        "dns 10.0.0.53:53")
                .entrySet()
                .stream()
                .map(known -> Arguments.of(known.getKey(), known.getValue()));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void eachKindIsReadBackFromItsText(Component component, String text) {
        assertThat(component).hasToString(text);
        assertThat(Component.parse(text)).isEqualTo(component);
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aVerdictHasItsComponentAsText(Component component, String text) throws JsonProcessingException {
        // given
        Verdict verdict = new Verdict(VerdictKind.LINK_DOWN, component, 0.9, Instant.EPOCH, List.of(), 2);

        // when
        JsonNode written = Json.wire().valueToTree(verdict);

        // then
        assertThat(written.path("component").textValue()).isEqualTo(text);
        assertThat(Json.wire().treeToValue(written, Verdict.class)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "aws1",
                "location ",
                "region aws1",
                "instance aws1",
                "instance /i-7",
                "instance aws1/",
                "link dc1",
                "link dc1→",
                "link dc1→aws1→az1",
                "link observer dc1→aws1",
                "Link dc1→aws1"
            })
    void anUnknownTextIsRefusedAndSaysWhatIsKnown(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Component.parse(text))
                .withMessageContainingAll("'" + text + "'", "instance aws1/i-7");
    }

    @Test
    void anUnknownTextInJsonIsAnErrorOfTheDocument() {
        assertThatThrownBy(() -> Json.wire().readValue("\"region aws1\"", Component.class))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("region aws1");
    }

    @ParameterizedTest
    @CsvSource({
        "application aws1, false",
        "location aws1, true",
        "location aws11, false",
        "function aws1, true",
        "instance aws1/i-7, true",
        "instance aws11/i-7, false",
        "link dc1→aws1, true",
        "link aws1→dc1, true",
        "link dc1→aws11, false",
        "link function aws1→aws1/i-7, true",
        "observer aws1, false",
        "dns aws1, false"
    })
    void aLocationIsConcernedByWhatIsInItAndByItsLinks(String text, boolean concerned) {
        assertThat(Component.parse(text).concerns("aws1")).isEqualTo(concerned);
    }
}
