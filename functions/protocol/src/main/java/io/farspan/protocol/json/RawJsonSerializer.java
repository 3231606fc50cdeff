package io.farspan.protocol.json;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;

/** Writes the bytes as they are. */
final class RawJsonSerializer extends JsonSerializer<RawJson> {

    @Override
    public void serialize(RawJson value, JsonGenerator generator, SerializerProvider serializers) throws IOException {
        generator.writeRawValue(new Verbatim(value));
    }

    /** The view of a value through which Jackson's byte generator copies it straight into its output buffer. */
    private record Verbatim(RawJson value) implements SerializableString {

        @Override
        public String getValue() {
            return value.toString();
        }

        @Override
        public int charLength() {
            return getValue().length();
        }

        @Override
        public char[] asQuotedChars() {
            return getValue().toCharArray();
        }

        @Override
        public byte[] asUnquotedUTF8() {
            return value.toBytes();
        }

        @Override
        public byte[] asQuotedUTF8() {
            return value.toBytes();
        }

        @Override
        public int appendQuotedUTF8(byte[] buffer, int offset) {
            return appendUnquotedUTF8(buffer, offset);
        }

        @Override
        public int appendQuoted(char[] buffer, int offset) {
            return appendUnquoted(buffer, offset);
        }

        @Override
        public int appendUnquotedUTF8(byte[] buffer, int offset) {
            if (value.length() > buffer.length - offset) {
                return -1;
            }
            value.copyTo(buffer, offset);
            return value.length();
        }

        @Override
        public int appendUnquoted(char[] buffer, int offset) {
            String text = getValue();
            if (text.length() > buffer.length - offset) {
                return -1;
            }
            text.getChars(0, text.length(), buffer, offset);
            return text.length();
        }

        @Override
        public int writeQuotedUTF8(OutputStream out) throws IOException {
            return writeUnquotedUTF8(out);
        }

        @Override
        public int writeUnquotedUTF8(OutputStream out) throws IOException {
            out.write(value.toBytes());
            return value.length();
        }

        @Override
        public int putQuotedUTF8(ByteBuffer buffer) {
            return putUnquotedUTF8(buffer);
        }

        @Override
        public int putUnquotedUTF8(ByteBuffer buffer) {
            if (value.length() > buffer.remaining()) {
                return -1;
            }
            buffer.put(value.toBytes());
            return value.length();
        }
    }
}
