package io.farspan.agent.point.spec;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PointSpecTest {

    @Test
    void aDescriptionIsReadWithItsDefaults() {
        // when
        PointSpec log = parse(
                " { 'kind' : 'log', 'class':'shop.Orders$Line' ,'line':57,'message':'\\u006frder {id} {{\\n}}','rate':7}");
        PointSpec snapshot = parse("{'kind':'snapshot','class':'shop.Orders','method':'<init>'}");

        // then
        assertThat(log.kind()).isEqualTo(PointKind.LOG);
        assertThat(log.place()).isEqualTo("shop.Orders$Line:57");
        assertThat(log.message().orElseThrow().texts()).containsExactly("order ", " {\n}");
        assertThat(log.message().orElseThrow().names()).containsExactly("id");
        assertThat(log.rate()).isEqualTo(7);
        assertThat(log.hits()).isEqualTo(100);
        assertThat(log.expiry()).isEqualTo(Duration.ofMinutes(10));
        assertThat(log.lease()).isEqualTo(Duration.ofMinutes(1));
        assertThat(snapshot.rate()).isEqualTo(1);
        assertThat(snapshot.depth()).isEqualTo(3);
        assertThat(snapshot.isAtMethod("<init>", "(I)V")).isTrue();
        assertThat(parse("{'kind':'counter','class':'a.B','method':'c(I)V'}").isAtMethod("c", "(J)V"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | 'kind' must be one of counter, log, snapshot, timing",
                "[] | '{' is expected at character 1",
                "{'kind':'log'} | 'class' must be the full name",
                "{'kind':'log','class':'../x','line':1} | 'class' must be the full name",
                "{'kind':'log','class':'a.B','line':1} | a log point needs a 'message'",
                "{'kind':'log','class':'a.B','line':1,'message':'{'} | without an expression",
                "{'kind':'log','class':'a.B','line':1,'message':'}'} | a '}' without '{'",
                "{'kind':'log','class':'a.B','line':1,'message':'{a +}'} | a value is missing",
                "{'kind':'log','class':'a.B','line':1,'message':'x','rate':1001} | 'rate' must be a whole number from 1 to 1000",
                "{'kind':'counter','class':'a.B'} | either 'line' or 'method'",
                "{'kind':'counter','class':'a.B','line':1,'method':'c'} | either 'line' or 'method'",
                "{'kind':'counter','class':'a.B','line':0} | 'line' must be a whole number from 1 to 65535, not 0",
                "{'kind':'counter','class':'a.B','line':1.5} | not 1.5",
                "{'kind':'counter','class':'a.B','line':'1'} | 'line' must be a whole number",
                "{'kind':'counter','class':'a.B','method':'a.b'} | 'method' must be a name",
                "{'kind':'counter','class':'a.B','line':1,'rate':1} | 'rate' is not known of such a point",
                "{'kind':'counter','class':'a.B','line':1,'seconds':86401} | 'seconds' must be",
                "{'kind':'counter','class':'a.B','line':1,'condition':'a ='} | an operator or the end is expected",
                "{'kind':'counter','kind':'log'} | a field is there twice",
                "{'kind':'counter','class':{}} | a text, a number, true or false is expected",
                "{'kind':'counter'} x | the end is expected",
                "{'kind':'count | a text has no end",
                "{'kind':'\\u12'} | an unknown escape",
            })
    void whatIsMissingUnknownOrOutOfBoundsIsRefused(String json, String reason) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void whatIsTooLongIsRefused() {
        assertThatThrownBy(() -> parse("{'kind':'" + "x".repeat(20_000) + "'}"))
                .hasMessageContaining("16384 characters");
        assertThatThrownBy(() -> parse("{'kind':'counter','class':'" + "x".repeat(501) + "','line':1}"))
                .hasMessageContaining("1 to 500 characters");
    }

    private static PointSpec parse(String json) {
        return PointSpec.parse(json.replace('\'', '"'));
    }
}
