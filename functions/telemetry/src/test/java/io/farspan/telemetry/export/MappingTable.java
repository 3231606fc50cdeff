package io.farspan.telemetry.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Message;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;

/** The table of which field becomes which, as people read it, and messages of OTLP field by field. */
final class MappingTable {

    private static final Path GUIDE = Path.of("../../infra/docs/telemetry.md");
    private static final String BEGIN = "### Which field becomes which: `otlp-1`";
    private static final Pattern ROW =
            Pattern.compile("\\| (\\w+) \\| ([^|]+) \\| `([^|`]+)` \\| [^|]+ \\|", Pattern.MULTILINE);

    private MappingTable() {}

    /**
     * A row.
     *
     * @param of the kind of record
     * @param field our field
     * @param otlp OTLP's message and field
     */
    record Row(String of, String field, String otlp) {}

    /** The rows of these kinds. */
    static List<Row> rows(String... kinds) {
        String guide = text();
        List<Row> rows = new ArrayList<>();
        Matcher row = ROW.matcher(guide.substring(guide.indexOf(BEGIN)));
        while (row.find()) {
            if (Set.of(kinds).contains(row.group(1))) {
                rows.add(new Row(row.group(1), row.group(2).replace("`", ""), row.group(3)));
            }
        }
        return rows;
    }

    /** The chapter of the guide. */
    static String text() {
        try {
            return Files.readString(GUIDE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a message has, by message and field, and for attributes by name. */
    static Map<String, String> fields(Message message) {
        Map<String, String> fields = new TreeMap<>();
        add(message, fields);
        return fields;
    }

    private static void add(Message message, Map<String, String> fields) {
        String name = message.getDescriptorForType().getName();
        message.getAllFields().forEach((field, value) -> {
            String path = name + "." + field.getName();
            List<?> values = value instanceof List<?> list ? list : List.of(value);
            for (Object each : values) {
                if (each instanceof KeyValue attribute) {
                    put(fields, path + "[" + attribute.getKey() + "]", attribute.getValue());
                } else if (each instanceof AnyValue any) {
                    put(fields, path, any);
                } else if (each instanceof Message part) {
                    add(part, fields);
                } else {
                    fields.put(path, words(each));
                }
            }
        });
    }

    private static void put(Map<String, String> fields, String path, AnyValue any) {
        any.getAllFields().values().forEach(value -> {
            if (fields.put(path, words(value)) != null) {
                throw new AssertionError(path + " is there twice");
            }
        });
    }

    private static String words(Object value) {
        if (value instanceof ByteString bytes) {
            return HexFormat.of().formatHex(bytes.toByteArray());
        }
        return value instanceof EnumValueDescriptor word ? Integer.toString(word.getNumber()) : String.valueOf(value);
    }
}
