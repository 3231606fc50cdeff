package io.farspan.home.gate;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.home.caller.Person;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;

class CallPolicyTest {

    private final Policy platform = PolicyReader.platform();

    @Test
    void harmlessMembersOfTheJdkAreGrantedOneByOne() {
        // given
        String gc = exec("java.lang:type=Memory", "gc");

        // then
        assertThat(refusal(platform, gc, "operator")).isEmpty();
        assertThat(refusal(platform, gc, "admin")).isEmpty();
        assertThat(refusal(platform, gc, "viewer")).contains(ProblemCode.FORBIDDEN);
        assertThat(refusal(platform, exec("java.lang:type=Threading", "dumpAllThreads(boolean,boolean)"), "viewer"))
                .isEmpty();
        assertThat(refusal(platform, write("java.lang:type=Memory", "Verbose"), "operator"))
                .isEmpty();
    }

    @Test
    void anAccessWithoutAGrantIsDeniedAndTheMissingLineIsNamed() {
        // when
        Optional<FarspanException> refused = judge(platform, exec("shop:type=Orders", "cancel(long)"), "admin");

        // then
        assertThat(refused).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo(ProblemCode.OPERATION_DENIED);
            assertThat(failure.problem().detail())
                    .contains("operator exec shop shop:type=Orders#cancel")
                    .contains("Nothing was sent");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.sun.management:type=DiagnosticCommand#jvmtiAgentLoad([Ljava.lang.String;)",
                "com.sun.management:type=DiagnosticCommand#compilerPerfmap",
                "com.sun.management:type=DiagnosticCommand#vmSetFlag",
                "com.sun.management:type=HotSpotDiagnostic#setVMOption(java.lang.String,java.lang.String)",
                "com.sun.management:type=HotSpotDiagnostic#dumpHeap",
                "x:type=MLet#anything",
                "x:type=MLet,name=y#getMBeansFromURL(java.lang.String)",
                "ch.qos.logback.classic:Name=default,Type=x#reloadByURL(java.net.URL)",
                "jdk.management.jfr:type=FlightRecorder#copyTo",
                "Catalina:type=Valve,host=localhost,name=AccessLogValve#rotate(java.lang.String)",
                "Catalina:type=MBeanFactory#createStandardHost",
                "Users:type=UserDatabase,database=UserDatabase#createUser",
                "Users:type=UserDatabase,database=UserDatabase#createRole",
                "io.farspan:type=Streams#list",
                "io.farspan:type=Streams#read(java.lang.String,java.lang.String,long,int)",
                "io.farspan:type=Streams#release(java.lang.String,java.lang.String,long)",
                "io.farspan:type=Points#add(java.lang.String)",
                "io.farspan:type=Points#list()",
                "io.farspan:type=Points#renew(java.lang.String)",
                "io.farspan:type=Points#remove(java.lang.String)"
            })
    void loadersAndFileWritersNeedAGrantByExactName(String target) {
        // given
        String exec = exec(target.substring(0, target.lastIndexOf('#')), target.substring(target.lastIndexOf('#') + 1));
        String exact = target.replaceAll("\\(.*", "");
        String domain = target.substring(0, target.indexOf(':'));

        // then
        assertThat(refusal(with("operator exec * *:*#*"), exec, "admin")).contains(ProblemCode.OPERATION_DENIED);
        assertThat(refusal(with("admin exec shop " + domain + ":*#*"), exec, "admin"))
                .contains(ProblemCode.OPERATION_DENIED);
        assertThat(refusal(with("operator exec shop " + exact), exec, "operator"))
                .isEmpty();
    }

    @Test
    void nobodyMaySetPointsUnlessALineNamesThem() {
        // given
        String point = exec("io.farspan:type=Points", "add(java.lang.String)");

        // then
        for (String role : List.of("viewer", "operator", "admin")) {
            assertThat(judge(platform, point, role)).hasValueSatisfying(failure -> {
                assertThat(failure.code()).isEqualTo(ProblemCode.OPERATION_DENIED);
                assertThat(failure.problem().detail()).contains("'admin exec shop io.farspan:type=Points#add");
            });
        }
        assertThat(refusal(with("operator exec shop io.farspan:type=Points#add"), point, "viewer"))
                .contains(ProblemCode.FORBIDDEN);
    }

    @Test
    void attributesThatSetAFilesPathNeedAGrantByExactName() {
        String pattern = write("Catalina:type=Valve,host=localhost,name=AccessLogValve", "pattern");

        assertThat(refusal(with("operator write * *:*#*"), pattern, "operator")).contains(ProblemCode.OPERATION_DENIED);
    }

    @Test
    void aGrantCoversOnlyItsApplicationRightAndMember() {
        Policy own = with("operator exec shop shop:type=Orders,*#place*");

        assertThat(refusal(own, exec("shop:type=Orders", "placeAll"), "operator"))
                .isEmpty();
        assertThat(refusal(own, exec("shop:type=Orders", "cancel"), "operator")).isPresent();
        assertThat(refusal(own, write("shop:type=Orders", "place"), "operator")).isPresent();
        assertThat(new CallPolicy(() -> own, person -> person.isAdmin() ? "the file" : "the policy")
                        .refusal("other", request(exec("shop:type=Orders", "place")), "it", person("operator")))
                .isPresent();
    }

    @Test
    void aDenialOverridesGrants() {
        Policy own = with("deny exec * java.lang:type=Memory#gc");

        assertThat(judge(own, exec("java.lang:type=Memory", "gc"), "admin"))
                .hasValueSatisfying(failure ->
                        assertThat(failure.problem().detail()).contains("deny exec * java.lang:type=Memory#gc"));
    }

    @Test
    void whereThePolicyLiesIsSaidToAdminsOnly() {
        // given
        Policy own = with("deny exec * shop:type=Orders#purge");
        String denied = exec("shop:type=Orders", "purge");
        String ungranted = exec("shop:type=Orders", "cancel");

        // then
        assertThat(detail(own, denied, "admin")).contains("(test");
        assertThat(detail(own, ungranted, "admin")).contains("the file");
        for (String role : List.of("viewer", "operator")) {
            assertThat(detail(own, denied, role)).contains("deny exec").doesNotContain("(test");
            assertThat(detail(own, ungranted, role))
                    .contains("In the policy", "operator exec shop shop:type=Orders#cancel")
                    .doesNotContain("the file");
        }
    }

    private static String detail(Policy policy, String request, String role) {
        return judge(policy, request, role).orElseThrow().problem().detail();
    }

    @Test
    void aProviderNeedsAGrantThatNamesIt() {
        String prefixed = exec("jmx@java.lang:type=Memory", "gc");
        String read = "{\"type\":\"read\",\"mbean\":\"jmx@java.lang:type=Memory\",\"attribute\":\"Verbose\"}";

        assertThat(refusal(platform, prefixed, "admin")).contains(ProblemCode.OPERATION_DENIED);
        assertThat(refusal(platform, read, "admin")).contains(ProblemCode.OPERATION_DENIED);
        assertThat(refusal(with("operator exec shop jmx@java.lang:type=Memory#gc"), prefixed, "operator"))
                .isEmpty();
    }

    @Test
    void aRoleIncludesTheOnesBeforeIt() {
        Policy own = with("admin exec shop shop:type=Orders#purge");

        assertThat(refusal(own, exec("shop:type=Orders", "purge"), "operator")).contains(ProblemCode.FORBIDDEN);
        assertThat(refusal(own, exec("shop:type=Orders", "purge"), "admin")).isEmpty();
        assertThat(refusal(own, exec("java.lang:type=Threading", "getThreadInfo"), "admin"))
                .isEmpty();
    }

    private static Policy with(String lines) {
        return PolicyReader.platform().with(PolicyReader.read("test", lines));
    }

    private static Optional<ProblemCode> refusal(Policy policy, String request, String role) {
        return judge(policy, request, role).map(FarspanException::code);
    }

    private static Optional<FarspanException> judge(Policy policy, String request, String role) {
        return new CallPolicy(() -> policy, person -> person.isAdmin() ? "the file" : "the policy")
                .refusal("shop", request(request), "the request", person(role));
    }

    private static Person person(String role) {
        return new Person("ann", role::equals);
    }

    private static JolokiaRequest request(String json) {
        return JolokiaRequest.of(RawJson.of(json));
    }

    private static String exec(String name, String operation) {
        return "{\"type\":\"exec\",\"mbean\":\"" + name + "\",\"operation\":\"" + operation + "\"}";
    }

    private static String write(String name, String attribute) {
        return "{\"type\":\"write\",\"mbean\":\"" + name + "\",\"attribute\":\"" + attribute + "\",\"value\":1}";
    }
}
