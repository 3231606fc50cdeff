package io.farspan.router.security;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CallPolicyTest {

    private static final String READ = "{\"type\":\"read\",\"mbean\":\"a:b=c\"}";
    private static final String EXEC = "{\"type\":\"exec\",\"mbean\":\"a:b=c\",\"operation\":\"go\"}";

    private final CallPolicy usual = new CallPolicy(List.of(), List.of());

    @Test
    void aViewerReadsAndAnOperatorActs() {
        assertThatCode(() -> check(usual, READ, "viewer")).doesNotThrowAnyException();
        assertThatCode(() -> check(usual, EXEC, "operator")).doesNotThrowAnyException();
        assertThatCode(() -> check(usual, EXEC, "admin")).doesNotThrowAnyException();
        refused(usual, EXEC, "viewer", ProblemCode.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.sun.management:type=DiagnosticCommand#jvmtiAgentLoad([Ljava.lang.String;)",
                "com.sun.management:type=HotSpotDiagnostic#dumpHeap(java.lang.String,boolean)",
                "com.sun.management:type=HotSpotDiagnostic#dumpHeap",
                "x:type=MLet#anything",
                "x:type=MLet,name=y#getMBeansFromURL(java.lang.String)",
                "ch.qos.logback.classic:Name=default,Type=x#reloadByURL(java.net.URL)",
                "jdk.management.jfr:type=FlightRecorder#copyTo"
            })
    void loadersAndFileWritersAreDeniedToEveryone(String operation) {
        String[] parts = operation.split("#");
        String exec = "{\"type\":\"exec\",\"mbean\":\"" + parts[0] + "\",\"operation\":\"" + parts[1] + "\"}";
        refused(usual, exec, "admin", ProblemCode.OPERATION_DENIED);
    }

    @Test
    void theConfigurationDeniesMoreAndLiftsDenials() {
        CallPolicy own =
                new CallPolicy(List.of("a:*#go"), List.of("com.sun.management:type=HotSpotDiagnostic#dumpHeap"));
        refused(own, EXEC, "admin", ProblemCode.OPERATION_DENIED);
        assertThatCode(() -> check(
                        own,
                        "{\"type\":\"exec\",\"mbean\":\"com.sun.management:type=HotSpotDiagnostic\",\"operation\":\"dumpHeap\"}",
                        "operator"))
                .doesNotThrowAnyException();
    }

    @Test
    void theItemIsNamed() {
        assertThatThrownBy(() -> usual.check(List.of(request(READ), request(EXEC)), Set.of("viewer")::contains))
                .hasMessageContaining("requests[1]")
                .hasMessageContaining("Nothing was sent");
    }

    @Test
    void everyUsualDenialCanBeRead() {
        assertThat(CallPolicy.USUAL)
                .allSatisfy(text -> assertThat(MemberPattern.parse(text)).isNotNull());
    }

    private static void check(CallPolicy policy, String request, String role) {
        policy.check(List.of(request(request)), Set.of(role)::contains);
    }

    private static JolokiaRequest request(String json) {
        return JolokiaRequest.of(RawJson.of(json));
    }

    private static void refused(CallPolicy policy, String request, String role, ProblemCode code) {
        assertThatThrownBy(() -> check(policy, request, role))
                .isInstanceOfSatisfying(FarspanException.class, failure -> assertThat(failure.code())
                        .isEqualTo(code));
    }
}
