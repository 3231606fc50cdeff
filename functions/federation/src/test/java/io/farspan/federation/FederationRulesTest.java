package io.farspan.federation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaPath;
import io.farspan.protocol.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

class FederationRulesTest {

    private static final InstanceId ID = InstanceId.parse("aws1/i-7");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop:type=Orders",
                "shop:type=Orders,name=\"a,b=c\"",
                "shop:location=here,type=X",
                "shop:instance=7,location_=x,instance__=y",
                "z:name=n,type=t,j=1"
            })
    void aQualifiedNameGivesBackWhatItWasMadeOf(String text) throws MalformedObjectNameException {
        ObjectName local = new ObjectName(text);
        FederatedName parsed = FederatedName.parse(FederatedName.qualify(local, ID));
        assertThat(parsed.local()).isEqualTo(local);
        assertThat(parsed.id()).contains(ID);
        assertThat(FederatedName.parse(FederatedName.whole(local)).local()).isEqualTo(local);
    }

    @Test
    void theOrderOfKeysIsKept() throws MalformedObjectNameException {
        assertThat(FederatedName.qualify(new ObjectName("x:z=1,a=2"), ID).toString())
                .isEqualTo("x:z=1,a=2,location=aws1,instance=i-7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Count|1;2;3|6",
                "Count|1.5;1e999999999;2.5|4.0",
                "ThreadCount|1|1",
                "SystemCpuLoad|0.5;-1;1.0|0.75",
                "Uptime|10;30|30",
                "StartTime|10;30|10",
                "AverageTime|10;30|40",
                "ResponseAverage|10;30|20",
                "State|\"UP\";\"UP\"|\"UP\"",
                "State|\"UP\";\"DOWN\";\"UP\"|\"UP (2), DOWN (1)\"",
                "Verbose|true;false|false",
                "Verbose|true;true|true",
                "Value|null;5|5",
                "Large|9223372036854775807;1|9223372036854775808",
                "HeapMemoryUsage|{\"init\":-1,\"used\":5,\"committed\":6,\"max\":10};{\"init\":2,\"used\":5,\"committed\":6,\"max\":10}|{\"init\":2,\"used\":10,\"committed\":12,\"max\":20}",
                "Names|[\"a\",\"b\"];[\"b\",\"c\"]|[\"a\",\"b\",\"c\"]",
                "Samples|[1,2];[2]|[1,2,2]",
                "AllThreadIds|[1,2];[2]|[1,2]"
            })
    void oneValueIsMadeOfMany(String name, String values, String expected) throws IOException {
        List<JsonNode> read = new ArrayList<>();
        for (String value : values.split(";")) {
            read.add(Json.wire().readTree(value));
        }
        assertThat(Whole.of(name, read))
                .hasToString(Json.wire().readTree(expected).toString());
    }

    @Test
    void aSettingIsNotAddedUp() throws IOException {
        JsonNode seven = Json.wire().readTree("7");
        JsonNode nine = Json.wire().readTree("9");
        assertThat(Whole.setting("Limit", List.of(seven, seven))).isEqualTo(seven);
        assertThat(Whole.setting("Limit", List.of(seven, nine))).isEqualTo(nine);
    }

    @Test
    void aPathIsWhatJolokiaMeansByIt() {
        assertThat(JolokiaPath.split("read/java.lang:type=Memory/a!/b/c!!d"))
                .containsExactly("read", "java.lang:type=Memory", "a/b", "c!d");
        List<String> elements = List.of("a/b", "c!d", "e");
        assertThat(JolokiaPath.split(JolokiaPath.join(elements))).isEqualTo(elements);
    }
}
