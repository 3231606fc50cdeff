package io.farspan.bridge.type;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

/** Equal parts of a value. */
class RepeatsTest {

    @Test
    void rowsThatAreRepeatedAreWrittenOnce() throws OpenDataException, IOException {
        // given
        String once = rows(100, 100);
        String tenTimes = rows(1_000, 100);

        // when
        CompositeData[] few = list(once);
        CompositeData[] many = list(tenTimes);

        // then
        assertThat(many).hasSize(1_000);
        assertThat(many[942]).isEqualTo(few[42]).isSameAs(many[42]);
        assertThat(size(many)).isLessThan(2 * size(few));
    }

    @Test
    void rowsThatDifferStayApart() throws OpenDataException {
        // when
        CompositeData[] rows =
                list("[{\"a\":1,\"b\":\"x\"},{\"a\":2,\"b\":\"x\"},{\"a\":1,\"b\":\"y\"},{\"a\":1,\"b\":null}]");

        // then
        assertThat(rows)
                .extracting(row -> row.get("a") + " " + row.get("b"))
                .containsExactly("1 x", "2 x", "1 y", "1 null");
    }

    private static String rows(int count, int different) {
        return IntStream.range(0, count)
                .mapToObj(row -> "{\"a\":" + row % different + ",\"b\":\"row " + row % different + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static CompositeData[] list(String json) throws OpenDataException {
        String[] names = {"a", "b"};
        CompositeType row = new CompositeType(
                "row", "a row", names, names, new OpenType<?>[] {SimpleType.INTEGER, SimpleType.STRING});
        return (CompositeData[]) TypedValues.of(RawJson.of(json).tree(), "", Optional.of(new ArrayType<>(1, row)));
    }

    private static int size(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.size();
    }
}
