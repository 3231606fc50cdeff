package io.farspan.provider.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;

import io.farspan.protocol.call.Names;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** {@code v=fs1;name=value;…}, the text of a TXT record; longer than 255 bytes it is several strings read as one. */
final class Attributes {

    private static final String VERSION = "fs1";
    private static final int LONGEST_STRING = 255;

    private final Map<String, String> values;

    private Attributes(Map<String, String> values) {
        this.values = values;
    }

    static Attributes create() {
        Attributes attributes = new Attributes(new LinkedHashMap<>());
        return attributes.with("v", VERSION);
    }

    /** Reads a text and refuses another version, whose meaning would be a guess. */
    static Attributes parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : text.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + Names.shorten(part) + "' is not name=value");
            }
            values.put(part.substring(0, equals), part.substring(equals + 1));
        }
        if (!VERSION.equals(values.get("v"))) {
            throw new IllegalArgumentException("its version is '" + Names.shorten(String.valueOf(values.get("v")))
                    + "', this release reads " + VERSION);
        }
        return new Attributes(values);
    }

    static Attributes parse(TXTRecord record) {
        return parse(strings(record).stream().collect(Collectors.joining()));
    }

    Attributes with(String name, Object value) {
        values.put(name, String.valueOf(value));
        return this;
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    String text(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("it has no '" + name + "'"));
    }

    long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not a number: '" + Names.shorten(text(name)) + "'", e);
        }
    }

    TXTRecord record(Name owner, long ttl) {
        String text = toString();
        List<String> strings = new ArrayList<>();
        for (int from = 0; from < text.length(); from += LONGEST_STRING) {
            strings.add(text.substring(from, Math.min(text.length(), from + LONGEST_STRING)));
        }
        return record(owner, ttl, strings);
    }

    static TXTRecord record(Name owner, long ttl, List<String> strings) {
        strings.stream()
                .filter(string -> string.length() > LONGEST_STRING)
                .findAny()
                .ifPresent(string -> {
                    throw new IllegalArgumentException("'" + string.substring(0, 60) + "…' has " + string.length()
                            + " bytes; a string of a TXT record holds " + LONGEST_STRING
                            + ": use fewer or shorter labels");
                });
        return new TXTRecord(
                owner, DClass.IN, ttl, strings.stream().map(Attributes::escape).toList());
    }

    /** A record's strings, one character for each byte. */
    static List<String> strings(TXTRecord record) {
        return record.getStringsAsByteArrays().stream()
                .map(bytes -> new String(bytes, ISO_8859_1))
                .toList();
    }

    /**
     * dnsjava expects strings in master-file form and takes anything but ASCII as UTF-8, so other bytes are written as
     * numbers (RFC 1035, section 5.1).
     */
    private static String escape(String string) {
        StringBuilder escaped = new StringBuilder(string.length());
        for (char c : string.toCharArray()) {
            if (c < ' ' || c > '~') {
                escaped.append('\\').append((char) ('0' + c / 100)).append((char) ('0' + c / 10 % 10));
                escaped.append((char) ('0' + c % 10));
            } else {
                escaped.append(c == '\\' || c == '"' ? "\\" : "").append(c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(";"));
    }
}
