package io.farspan.protocol.call;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        assertThat(request("{\"type\":\"write\",\"mbean\":\"a:b=c\",\"attribute\":\"x\"}")
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

    private static JolokiaRequest request(String json) {
        return JolokiaRequest.of(RawJson.of(json));
    }
}
