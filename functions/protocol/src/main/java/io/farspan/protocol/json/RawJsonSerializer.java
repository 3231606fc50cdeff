package io.farspan.protocol.json;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Writes the bytes as they are. */
final class RawJsonSerializer extends JsonSerializer<RawJson> {

    private static final int PIECE = 2_000;

    @Override
    public void serialize(RawJson value, JsonGenerator generator, SerializerProvider serializers) throws IOException {
        if (value.length() <= PIECE || !(generator.getOutputTarget() instanceof OutputStream)) {
            generator.writeRawValue(new Verbatim(value, 0, value.length()));
            return;
        }
        generator.writeRawValue(new Verbatim(value, 0, PIECE));
        for (int from = PIECE; from < value.length(); from += PIECE) {
            generator.writeRaw(new Verbatim(value, from, Math.min(from + PIECE, value.length())));
        }
    }

    /**
     * The view of a value, or of a part, through which Jackson's byte generator copies it straight into its output
     * buffer. Of what is longer than that buffer it would want a copy in one piece.
     */
    private record Verbatim(RawJson value, int from, int to) implements SerializableString {

        @Override
        public String getValue() {
            return new String(bytes(), UTF_8);
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
            return bytes();
        }

        @Override
        public byte[] asQuotedUTF8() {
            return bytes();
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
            if (to - from > buffer.length - offset) {
                return -1;
            }
            value.copyTo(buffer, offset, from, to);
            return to - from;
        }

        private byte[] bytes() {
            byte[] bytes = new byte[to - from];
            value.copyTo(bytes, 0, from, to);
            return bytes;
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
            out.write(bytes());
            return to - from;
        }

        @Override
        public int putQuotedUTF8(ByteBuffer buffer) {
            return putUnquotedUTF8(buffer);
        }

        @Override
        public int putUnquotedUTF8(ByteBuffer buffer) {
            if (to - from > buffer.remaining()) {
                return -1;
            }
            buffer.put(bytes());
            return to - from;
        }
    }
}
