package io.farspan.home.gate;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

class LedgerAuditTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'exec','mbean':'jolokia:agent=i-1,type=NotificationStore','operation':'pull','arguments':['c','1']}",
                "{'type':'exec','mbean':'jolokia:type=NotificationStore','operation':'pull(java.lang.String,java.lang.String)'}",
                "{'type':'notification','command':'ping','client':'c'}",
                "{'type':'read','mbean':'a:b=c','attribute':'N'}"
            })
    void askingForNotificationsOverAndOverIsNotRecorded(String request) {
        assertThat(LedgerAudit.isRecorded(parsed(request))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'notification','command':'register'}",
                "{'type':'notification','command':'add','client':'c','mode':'pull','mbean':'a:b=c'}",
                "{'type':'notification','command':'remove','client':'c','handle':'1'}",
                "{'type':'notification','command':'unregister','client':'c'}",
                "{'type':'exec','mbean':'jolokia:type=NotificationStore','operation':'clear'}",
                "{'type':'exec','mbean':'jolokia:type=Config','operation':'pull'}",
                "{'type':'exec','mbean':'shop:type=NotificationStore','operation':'pull'}",
                "{'type':'exec','mbean':'jolokia:type=NotificationStore,name=shop','operation':'pull'}",
                "{'type':'exec','mbean':'jolokia:type=NotificationStore,agent=i-1,name=shop','operation':'pull'}",
                "{'type':'exec','mbean':'jolokia:type=NotificationStore,*','operation':'pull'}",
                "{'type':'exec','mbean':'proxy@jolokia:type=NotificationStore','operation':'pull'}",
                "{'type':'write','mbean':'jolokia:type=NotificationStore','attribute':'pull','value':1}"
            })
    void whatChangesSomethingIsRecorded(String request) {
        assertThat(LedgerAudit.isRecorded(parsed(request))).isTrue();
    }

    private static JolokiaRequest parsed(String request) {
        return JolokiaRequest.of(RawJson.of(request.replace('\'', '"')));
    }
}
