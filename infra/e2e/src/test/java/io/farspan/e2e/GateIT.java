package io.farspan.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.local.stack.LocalStack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

/** The gate in front of an unmodified Tomcat with an unmodified agent. */
@ExtendWith(StackFixture.class)
class GateIT {

    private static final String VALVE = "Catalina:type=Valve,host=localhost,name=AccessLogValve";

    private LocalStack stack;
    private Api api;

    @BeforeEach
    void use(LocalStack shared) {
        stack = shared;
        api = new Api(shared);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "com.sun.management:type=DiagnosticComman* | jvmtiAgentLoad",
                "com.sun.management:type=DiagnosticCommand,* | jvmtiAgentLoad",
                "jmx@com.sun.management:type=DiagnosticCommand | jvmtiAgentLoad",
                "com.sun.management:type=DiagnosticCommand | compilerPerfmap",
                "com.sun.management:type=DiagnosticCommand | vmSetFlag",
                "com.sun.management:type=HotSpotDiagnostic | setVMOption",
                "Catalina:type=MBeanFactory | createStandardHost",
                "Users:type=UserDatabase,database=UserDatabase | createUser",
                "Users:type=UserDatabase,* | createRole",
                "Catalina:type=Valve,* | rotate(java.lang.String)",
                "Catalina:type=Valve,host=localhost,name=AccessLogValve | rotate(java.lang.String)"
            })
    void dangerousMembersAreDeniedToOperatorsAndAdmins(String name, String operation) {
        for (String user : new String[] {"operator", "admin"}) {
            tomcat(
                            user,
                            "{\"type\":\"exec\",\"mbean\":\"" + name + "\",\"operation\":\"" + operation
                                    + "\",\"arguments\":[\"webapps/ROOT/x.jsp\"]}")
                    .statusCode(403)
                    .body("code", equalTo("OPERATION_DENIED"));
        }
    }

    @Test
    void anAccessLogCannotBeTurnedIntoAJspPage() throws IOException {
        // when
        for (String name : new String[] {VALVE, "Catalina:type=Valve,*"}) {
            tomcat(
                            "operator",
                            "{\"type\":\"write\",\"mbean\":\"" + name
                                    + "\",\"attribute\":\"pattern\",\"value\":\"<%= 6*7 %>\",\"operation\":\"x\"}")
                    .statusCode(400);
            tomcat(
                            "operator",
                            "{\"type\":\"write\",\"mbean\":\"" + name
                                    + "\",\"attribute\":\"pattern\",\"value\":\"<%= 6*7 %>\"}")
                    .statusCode(403);
        }

        // then
        tomcat("viewer", "{\"type\":\"read\",\"mbean\":\"" + VALVE + "\",\"attribute\":\"pattern\"}")
                .body("outcomes[0].responses[0].value", not(containsString("<%")));
        try (Stream<Path> files = Files.walk(stack.work())) {
            assertThat(files.filter(file -> file.endsWith("x.jsp"))).isEmpty();
        }
    }

    @Test
    void grantsOfTheTomcatPolicyAlsoWorkOnAPattern() {
        tomcat(
                        "operator",
                        "{\"type\":\"exec\",\"mbean\":\"Catalina:type=GlobalRequestProcessor,*\",\"operation\":\"resetCounters\"}")
                .statusCode(200)
                .body("outcomes[0].responses[0].status", equalTo(200))
                .body("outcomes[0].responses[0].value.size()", equalTo(1));
        tomcat("viewer", "{\"type\":\"exec\",\"mbean\":\"Catalina:type=StringCache\",\"operation\":\"reset\"}")
                .statusCode(403)
                .body("code", equalTo("FORBIDDEN"));
    }

    @Test
    void viewersSeeOnlyTheSystemPropertiesThatEveryJvmHas() {
        String properties =
                "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"SystemProperties\"}";

        tomcat("viewer", properties)
                .body("outcomes[0].responses[0].value.'java.version'", not(equalTo("***")))
                .body("outcomes[0].responses[0].value.'sun.java.command'", equalTo("***"));
        tomcat("admin", properties)
                .body("outcomes[0].responses[0].value", hasKey("sun.java.command"))
                .body("outcomes[0].responses[0].value.'sun.java.command'", not(equalTo("***")));
    }

    @Test
    void aReadOfEverythingIsAnsweredAndMasked() {
        tomcat("viewer", "{\"type\":\"read\",\"mbean\":\"Users:*\",\"config\":{\"ignoreErrors\":true}}")
                .statusCode(200)
                .body("outcomes.responses.flatten().status", everyItem(equalTo(200)));
    }

    private ValidatableResponse tomcat(String user, String request) {
        return api.as(user)
                .body("{\"requests\":[" + request + "],\"deadlineMs\":20000}")
                .post("/api/v1/applications/tomcat/calls")
                .then();
    }
}
