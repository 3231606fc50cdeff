package io.farspan.home.gate;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

class SecretMaskTest {

    private static final String RUNTIME = "\"mbean\":\"java.lang:type=Runtime\"";

    @Test
    void attributesNamedLikeSecretsAreMaskedAtAnyDepth() {
        JsonNode value = masked(
                "{\"type\":\"read\",\"mbean\":\"a:b=c\"}",
                "{\"Password\":\"x\",\"poolSize\":3,\"config\":{\"db.password\":\"y\",\"list\":[{\"apiKey\":\"z\",\"name\":\"n\"}]},"
                        + "\"tokenCount\":7,\"keystorePass\":\"k\"}");

        assertThat(value.toString())
                .isEqualTo("{\"Password\":\"***\",\"poolSize\":3,\"config\":{\"db.password\":\"***\","
                        + "\"list\":[{\"apiKey\":\"***\",\"name\":\"n\"}]},\"tokenCount\":7,\"keystorePass\":\"***\"}");
    }

    @Test
    void aSecretAttributeReadByNameOrPathIsMasked() {
        assertThat(masked("{\"type\":\"read\",\"mbean\":\"a:b=c\",\"attribute\":\"Password\"}", "\"x\"")
                        .asText())
                .isEqualTo("***");
        assertThat(masked(
                                "{\"type\":\"read\",\"mbean\":\"a:b=c\",\"attribute\":\"managedResource\",\"path\":\"realm/password\"}",
                                "\"x\"")
                        .asText())
                .isEqualTo("***");
        assertThat(masked(
                                "{\"type\":\"read\",\"mbean\":\"a:b=c\",\"attribute\":\"name,password\"}",
                                "{\"password\":\"x\"}")
                        .toString())
                .isEqualTo("{\"password\":\"***\"}");
    }

    @Test
    void aNameThatSuggestsASecretIsMaskedWhateverItsPrefix() {
        JsonNode all = masked(
                "{\"type\":\"read\"," + RUNTIME + "}",
                "{\"SystemProperties\":{\"file.store.password\":\"a\",\"os.db\":\"b\",\"java.vm.token\":\"c\",\"file.encoding\":\"UTF-8\"},"
                        + "\"InputArguments\":[\"-Djava.home.secret=d\",\"-Dfile.encoding=UTF-8\"]}");

        assertThat(all.toString())
                .isEqualTo(
                        "{\"SystemProperties\":{\"file.store.password\":\"***\",\"os.db\":\"***\",\"java.vm.token\":\"***\",\"file.encoding\":\"UTF-8\"},"
                                + "\"InputArguments\":[\"-Djava.home.secret=***\",\"-Dfile.encoding=UTF-8\"]}");
    }

    @Test
    void aContainerCutOffToATextIsMasked() {
        String cut = "\"{SystemProperties=javax.management.openmbean.TabularDataSupport(contents={[db.password]=x})}\"";
        assertThat(masked(
                                "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime,*\",\"config\":{\"maxDepth\":1}}",
                                "{\"java.lang:type=Runtime\":" + cut + ",\"a:b=c\":{\"x\":[" + cut
                                        + ",\"password policy\"]}}")
                        .toString())
                .isEqualTo("{\"java.lang:type=Runtime\":\"***\",\"a:b=c\":{\"x\":[\"***\",\"password policy\"]}}");
    }

    @Test
    void anEnvironmentIsMaskedUnderAnyOfItsNames() {
        for (String name : new String[] {"env", "Env", "sysProps", "environmentVariables"}) {
            assertThat(masked(
                                    "{\"type\":\"read\",\"mbean\":\"a:b=c\",\"attribute\":\"" + name + "\"}",
                                    "{\"DATABASE_URL\":\"postgres://u:p@h\"}")
                            .toString())
                    .isEqualTo("{\"DATABASE_URL\":\"***\"}");
        }
        assertThat(masked("{\"type\":\"read\",\"mbean\":\"a:b=c\"}", "{\"Env\":{\"DATABASE_URL\":\"x\"}}")
                        .toString())
                .isEqualTo("{\"Env\":{\"DATABASE_URL\":\"***\"}}");
    }

    @Test
    void aSystemPropertyIsMaskedUnlessEveryJvmHasIt() {
        String properties = "{\"type\":\"read\"," + RUNTIME + ",\"attribute\":\"SystemProperties\"";

        JsonNode all = masked(
                properties + "}",
                "{\"java.version\":\"17\",\"os.name\":\"Linux\",\"shop.licence\":\"a\",\"java.naming.security.credentials\":\"b\"}");

        assertThat(all.toString())
                .isEqualTo("{\"java.version\":\"17\",\"os.name\":\"Linux\",\"shop.licence\":\"***\","
                        + "\"java.naming.security.credentials\":\"***\"}");
        assertThat(masked(properties + ",\"path\":\"java.version\"}", "\"17\"").asText())
                .isEqualTo("17");
        assertThat(masked(properties + ",\"path\":\"shop.licence\"}", "\"a\"").asText())
                .isEqualTo("***");
        assertThat(masked(properties + ",\"path\":\"shop.licence/value\"}", "\"a\"")
                        .asText())
                .isEqualTo("***");
    }

    @Test
    void tablesWithOpenTypesAreMaskedRowByRow() {
        JsonNode all = masked(
                "{\"type\":\"read\"," + RUNTIME
                        + ",\"attribute\":\"SystemProperties\",\"config\":{\"openTypes\":true}}",
                "{\"indexNames\":[\"key\"],\"values\":[{\"key\":\"os.name\",\"value\":\"Linux\"},{\"key\":\"x\",\"value\":\"secret\"}]}");

        assertThat(all.path("values").get(0).path("value").asText()).isEqualTo("Linux");
        assertThat(all.path("values").get(1).path("value").asText()).isEqualTo("***");
        assertThat(all.path("indexNames").get(0).asText()).isEqualTo("key");
    }

    @Test
    void aJvmsArgumentsKeepTheirNames() {
        JsonNode all = masked(
                "{\"type\":\"read\"," + RUNTIME + ",\"attribute\":\"InputArguments\"}",
                "[\"-Xmx96m\",\"-XX:+UseSerialGC\",\"-Ddb.url=jdbc:x\",\"-Dos.name=y\",\"-javaagent:a.jar=user=u,password=p\"]");

        assertThat(all.toString())
                .isEqualTo(
                        "[\"-Xmx96m\",\"-XX:+UseSerialGC\",\"-Ddb.url=***\",\"-Dos.name=y\",\"-javaagent:a.jar=***\"]");
    }

    @Test
    void aResponseWithoutSecretsIsReturnedUnchanged() {
        RawJson response = RawJson.of("{\"status\":200,\"value\":{\"used\":1}}");

        assertThat(SecretMask.mask(
                        request(
                                "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}"),
                        response))
                .isSameAs(response);
    }

    @Test
    void aLongResponseIsMaskedLikeAShortOne() {
        String filler = "\"filler\":\"" + "key ".repeat(2_000) + "\"";
        for (String secret : new String[] {
            "\"a\":{\"b\":[{\"apiKey\":\"x\"}]}",
            "\"rows\":[{\"name\":\"password\",\"value\":\"x\"}]",
            "\"rows\":[{\"value\":\"x\",\"key\":\"db.token\"}]",
            "\"SystemProperties\":{\"shop.licence\":\"x\"}",
            "\"InputArguments\":[\"-Ddb.url=x\"]"
        }) {
            String request = "{\"type\":\"read\",\"mbean\":\"a:b=c\"}";
            String masked = masked(request, "{" + secret + "}").toString();
            assertThat(masked).contains("***").doesNotContain("\"x\"");
            assertThat(masked(request, "{" + filler + "," + secret + "}").toString())
                    .isEqualTo("{" + filler + "," + masked.substring(1));
        }
    }

    @Test
    void aLongResponseWithoutSecretsIsReturnedUnchanged() {
        RawJson response = RawJson.of(
                "{\"status\":200,\"value\":{\"name\":\"key\",\"label\":\"" + "key ".repeat(2_000) + "password\"}}");

        assertThat(SecretMask.mask(request("{\"type\":\"read\",\"mbean\":\"a:b=c\"}"), response))
                .isSameAs(response);
    }

    @Test
    void theResultOfAnOperationNamedLikeASecretIsMasked() {
        assertThat(masked("{\"type\":\"exec\",\"mbean\":\"a:b=c\",\"operation\":\"getPassword(int)\"}", "\"x\"")
                        .asText())
                .isEqualTo("***");
    }

    private static JsonNode masked(String request, String value) {
        return SecretMask.mask(request(request), RawJson.of("{\"status\":200,\"value\":" + value + "}"))
                .tree()
                .path("value");
    }

    private static JolokiaRequest request(String json) {
        return JolokiaRequest.of(RawJson.of(json));
    }
}
