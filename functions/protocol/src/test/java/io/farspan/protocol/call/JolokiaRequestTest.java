package io.farspan.protocol.call;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

class JolokiaRequestTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\"}",
                "{\"type\":\"READ\",\"mbean\":\"java.lang:type=*\",\"attribute\":[\"a\",\"b\"]}",
                "{\"type\":\"list\"}",
                "{\"type\":\"version\"}",
                "{\"type\":\"search\",\"mbean\":\"*:*\"}"
            })
    void readingIsSound(String json) {
        assertThat(request(json).defect()).isEmpty();
        assertThat(request(json).changesState()).isFalse();
    }

    @Test
    void writingInvokingAndTheUnknownChangeState() {
        assertThat(request("{\"type\":\"write\",\"mbean\":\"a:b=c\",\"attribute\":\"x\",\"value\":1}")
                        .changesState())
                .isTrue();
        assertThat(request("{\"type\":\"exec\",\"mbean\":\"a:b=c\",\"operation\":\"x\"}")
                        .changesState())
                .isTrue();
        assertThat(request("{\"type\":\"new\"}").changesState()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"read\"",
                "{}",
                "{\"type\":\"new\"}",
                "{\"type\":\"read\"}",
                "{\"type\":\"read\",\"mbean\":\"no name\"}",
                "{\"type\":\"exec\",\"mbean\":\"a:b=c\"}",
                "{\"type\":\"write\",\"mbean\":\"a:b=c\"}",
                "{\"type\":\"read\",\"mbean\":\"a:b=c\",\"target\":{\"url\":\"service:jmx:rmi:///\"}}"
            })
    void whatAnAgentCouldNotUnderstandIsADefect(String json) {
        assertThat(request(json).defect()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'EXEC','mbean':'a:b=c','operation':'x','user':1} |"
                        + " {'type':'exec','mbean':'a:b=c','operation':'x'}",
                "{'type':'read','mbean':'a:b=c','attribute':'x,y'} |"
                        + " {'type':'read','mbean':'a:b=c','attribute':['x','y']}",
                "{'type':'read','mbean':'a:b=c','attribute':['x',' ']} |"
                        + " {'type':'read','mbean':'a:b=c','attribute':['x']}",
                "{'type':'read','mbean':'a:b=c','attribute':null} | {'type':'read','mbean':'a:b=c'}",
                "{'type':'list','path':'/'} | {'type':'list'}",
                "{'type':'list','mbean':'a:b=c'} | {'type':'list'}",
                "{'type':'list','path':['java.lang','type=Memory']} | {'type':'list','path':'java.lang/type=Memory'}",
                "{'type':'version','mbean':7} | {'type':'version'}",
                "{'type':'read','mbean':'a:b=c','config':{'maxDepth':3,'user':'x','canonicalNaming':'false'}}"
                        + " | {'type':'read','mbean':'a:b=c','config':{'maxDepth':3,'canonicalNaming':'false'}}"
            })
    void whatIsSaidInSeveralWaysIsWrittenInOne(String said, String canonical) {
        JolokiaRequest request = request(said.replace('\'', '"'));

        assertThat(request.defect()).isEmpty();
        assertThat(request.raw().toString()).isEqualTo(canonical.replace('\'', '"'));
    }

    @Test
    void theCanonicalFormOfACanonicalFormIsItself() {
        String json = "{\"type\":\"read\",\"mbean\":\"a:b=c\",\"attribute\":\"x\\\\,y\",\"path\":\"p/q\"}";

        JolokiaRequest once = request(json);

        assertThat(once.attribute()).contains("x,y");
        assertThat(JolokiaRequest.of(once.raw()).raw()).isEqualTo(once.raw());
    }

    @Test
    void aProviderIsToldApartFromTheName() {
        JolokiaRequest request = request("{\"type\":\"exec\",\"mbean\":\"jmx@a:b=c\",\"operation\":\"x(int)\"}");

        assertThat(request.provider()).contains("jmx");
        assertThat(request.mbean()).contains("a:b=c");
        assertThat(request.member()).contains("x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"x|x", "x()|x", "x(int)|x", "x(y)(int)|x(y)", "x (int)|'x '", "x(int|x(int"})
    void theSignatureIsCutOffWhereAnAgentCutsIt(String operation, String member) {
        assertThat(request("{\"type\":\"exec\",\"mbean\":\"a:b=c\",\"operation\":\"" + operation + "\"}")
                        .member())
                .contains(member);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'write','mbean':'a:b=c','attribute':'x','value':1,'operation':'y'}",
                "{'type':'read','mbean':'a:b=c','value':1}",
                "{'type':'exec','mbean':'a:b=c','operation':'x','attribute':'y'}",
                "{'type':'write','mbean':'a:b=c','attribute':'x'}",
                "{'type':'exec','mbean':':type=x','operation':'y'}",
                "{'type':'read','mbean':{'a':1}}",
                "{'type':'read','mbean':7}",
                "{'type':['read'],'mbean':'a:b=c'}",
                "{'type':'read','mbean':'a:b=c','attribute':{'a':1}}",
                "{'type':'read','mbean':'a:b=c','attribute':[1]}",
                "{'type':'read','mbean':'a:b=c','path':'x/*'}",
                "{'type':'read','mbean':'a:b=c','path':{'a':1}}",
                "{'type':'list','path':'//'}",
                "{'type':'list','path':'/java.lang'}",
                "{'type':'list','path':'java.lang//type=Memory'}",
                "{'type':'read','mbean':'a:b=c','config':'x'}",
                "{'type':'read','mbean':'a:b=c','config':{'maxDepth':'many'}}",
                "{'type':'read','mbean':'a:b=c','config':{'ignoreErrors':'perhaps'}}",
                "{'type':'exec','mbean':'a:b=c','operation':'x','arguments':'y'}",
                "{'type':'exec','mbean':'a:b=c','operation':'x\\u0000y'}",
                "{'type':'exec','mbean':'a:b=c','operation':'x\\ny'}",
                "{'type':'exec','mbean':'a:b=c','operation':'x\\ud800'}",
                "{'type':'read','mbean':'a:b=c','options':{'target':'x'}}"
            })
    void whatSaysTwoThingsOrNoneIsADefect(String json) {
        assertThat(request(json.replace('\'', '"')).defect()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'/'", "''", "null", "[]"})
    void aListOfTheRootIsAListOfEverything(String path) {
        // when
        JolokiaRequest request = request(("{'type':'list','path':" + path + "}").replace('\'', '"'));

        // then
        assertThat(request.defect()).isEmpty();
        assertThat(request.raw()).hasToString("{\"type\":\"list\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.lang/", "a!//type=b", "java.lang/type=Memory/attr/"})
    void aPathThatAnAgentTakesIsNoDefect(String path) {
        assertThat(request("{\"type\":\"list\",\"path\":\"" + path + "\"}").defect())
                .isEmpty();
    }

    private static JolokiaRequest request(String json) {
        return JolokiaRequest.of(RawJson.of(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"operation", "attribute", "path"})
    void aNameHasALimit(String member) {
        String type = member.equals("operation") ? "exec" : "read";
        JolokiaRequest request = JolokiaRequest.of(RawJson.of(
                "{\"type\":\"" + type + "\",\"mbean\":\"a:b=c\",\"" + member + "\":\"" + "x".repeat(5_000) + "\"}"));
        assertThat(request.defect().orElseThrow()).contains(member + " has 5000 characters", "4096");
    }
}
