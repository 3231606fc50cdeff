package io.farspan.core.call;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

class WeighedRequestTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang/type=Memory",
                "java.lang/type=Memory/attr/Verbose",
                "proxy@java.lang/type=Memory",
                "shop/name=\\\"a!/b\\\",type=Orders",
                "shop/name=\\\"a!!\\\""
            })
    void theDescriptionOfOneMBeanIsALookup(String path) {
        assertThat(item(path).kind()).isEqualTo(PendingRequest.Kind.LOOKUP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*/attr",
                "?*/type=*,*",
                "java.lang/*",
                "java.lang/type=*",
                "java.lang/type=Memory,*",
                "j?va.lang/type=Memory",
                "proxy@*/type=Memory",
                "java.lang",
                "java.lang/",
                "java.lang!/type=Memory",
                "java.lang/Memory",
                ""
            })
    void whatMayDescribeManyMBeansGoesAlone(String path) {
        assertThat(item(path).kind()).isEqualTo(PendingRequest.Kind.LIST);
    }

    private static WeighedRequest item(String path) {
        JolokiaRequest request = JolokiaRequest.of(RawJson.of("{\"type\":\"list\",\"path\":\"" + path + "\"}"));
        return WeighedRequest.of(request, request.tree(), AgentLimits.USUAL);
    }
}
