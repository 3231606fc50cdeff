package io.farspan.telemetry.export;

import io.farspan.telemetry.wire.ProtoWriter;

/** Writes the attributes of a message, each a {@code KeyValue}. */
final class Attributes {

    private static final int TEXT = 1;
    private static final int FLAG = 2;
    private static final int NUMBER = 3;
    private static final int BYTES = 7;

    private final ProtoWriter out;
    private final int field;

    /** Writes them into this field of a message. */
    Attributes(ProtoWriter out, int field) {
        this.out = out;
        this.field = field;
    }

    void text(String key, String value) {
        ProtoWriter any = new ProtoWriter();
        any.text(TEXT, value);
        add(key, any);
    }

    void number(String key, long value) {
        ProtoWriter any = new ProtoWriter();
        any.number(NUMBER, value);
        add(key, any);
    }

    void flag(String key) {
        ProtoWriter any = new ProtoWriter();
        any.number(FLAG, 1);
        add(key, any);
    }

    void bytes(String key, byte[] value) {
        ProtoWriter any = new ProtoWriter();
        any.bytes(BYTES, value);
        add(key, any);
    }

    private void add(String key, ProtoWriter value) {
        ProtoWriter keyValue = new ProtoWriter();
        keyValue.text(1, key);
        keyValue.message(2, value);
        out.message(field, keyValue);
    }

    /** A text as {@code AnyValue}. */
    static ProtoWriter value(String text) {
        ProtoWriter any = new ProtoWriter();
        any.text(TEXT, text);
        return any;
    }
}
