package io.farspan.protocol.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Arrays;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One JSON value that is carried as the UTF-8 bytes it arrived in and parsed only by whoever needs its content.
 *
 * <p>A value read from a larger document is a slice of that document's array: no copy is made, and the whole document
 * lives as long as one of its slices. The bytes must not change afterwards. Two values are equal when their bytes are.
 */
@JsonSerialize(using = RawJsonSerializer.class)
@JsonDeserialize(using = RawJsonDeserializer.class)
public final class RawJson {

    private static final byte[] NOTHING = {};

    /** The length up to which copying is cheaper than referring. */
    private static final int SHORT = 16;

    /** Jackson reads and writes 1,000 levels. The rest is for the answers that Farspan puts a value into. */
    private static final int DEEPEST_FOREIGN = 900;

    private final byte[] head;
    private final byte[] source;
    private final int offset;
    private final int length;
    private final byte[] tail;

    private RawJson(byte[] head, byte[] source, int offset, int length, byte[] tail) {
        this.head = head;
        this.source = source;
        this.offset = offset;
        this.length = length;
        this.tail = tail;
    }

    /** The value in {@code source[from, to)}, which the caller knows to be well-formed JSON. */
    public static RawJson slice(byte[] source, int from, int to) {
        if (from < 0 || to > source.length || from >= to) {
            throw new IllegalArgumentException("No JSON value in [" + from + ", " + to + ") of " + source.length);
        }
        return new RawJson(NOTHING, source, from, to - from, NOTHING);
    }

    /**
     * The value at which {@code parser} stands, skipped without being read. It can be read and written later.
     *
     * @param source what the parser reads
     * @param base where in it the parser began
     * @throws JsonProcessingException when it is malformed, or could not be read later: half a surrogate pair, an exponent
     *     beyond {@value Exponents#LARGEST}, another encoding than UTF-8, or beyond a limit of the parser (length of a text,
     *     a name or a number, depth of nesting)
     */
    static RawJson skip(JsonParser parser, byte[] source, int base) throws IOException {
        return skip(parser, source, base, Integer.MAX_VALUE);
    }

    /**
     * The value at which {@code parser} stands in what an agent or a plugin sent, skipped without being read. It can be read
     * and written later, also as part of an answer of Farspan's.
     *
     * @param source what the parser reads, from its first byte on
     * @throws JsonProcessingException when it is malformed, could not be read later (half a surrogate pair, an exponent
     *     beyond {@value Exponents#LARGEST}, another encoding than UTF-8, beyond a limit of the parser), or is nested deeper
     *     than {@value #DEEPEST_FOREIGN} levels
     */
    public static RawJson skipForeign(JsonParser parser, byte[] source) throws IOException {
        return skip(parser, source, 0, DEEPEST_FOREIGN);
    }

    private static RawJson skip(JsonParser parser, byte[] source, int base, int deepest) throws IOException {
        // A parser passes over a text of any length, and over most of them faster than it reads them.
        boolean measured = source.length - base > parser.streamReadConstraints().getMaxStringLength();
        long from = parser.currentTokenLocation().getByteOffset();
        if (from < 0) {
            throw new JsonParseException(parser, "Not UTF-8", parser.currentLocation());
        }
        int depth = 0;
        for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth > deepest) {
                throw new JsonParseException(
                        parser, "it is nested deeper than " + deepest + " levels", parser.currentLocation());
            }
            if (measured && token == JsonToken.VALUE_STRING) {
                parser.getText(); // fails when it is too long
            }
            if (Exponents.isTooLarge(parser)) {
                throw new JsonParseException(
                        parser, "a number has an exponent beyond " + Exponents.LARGEST, parser.currentLocation());
            }
            if (depth == 0) {
                break;
            }
        }
        parser.finishToken();
        int to = base + (int) parser.currentLocation().getByteOffset();
        if (Surrogates.find(source, base + (int) from, to) >= 0) {
            throw new JsonParseException(parser, "Invalid UTF-8: half a surrogate pair", parser.currentLocation());
        }
        return slice(source, base + (int) from, to);
    }

    /** The value in {@code source[from, to)} with an array of its own, so that the rest of the source can be let go. */
    public static RawJson copy(byte[] source, int from, int to) {
        byte[] own = Arrays.copyOfRange(source, from, to);
        return slice(own, 0, own.length);
    }

    /** The value in {@code text}, which the caller knows to be well-formed JSON. */
    public static RawJson of(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return slice(bytes, 0, bytes.length);
    }

    /** A tree written out. */
    public static RawJson of(JsonNode tree) {
        byte[] bytes = Json.write(tree);
        return slice(bytes, 0, bytes.length);
    }

    /** Whether the value is an object. */
    public boolean isObject() {
        return at(0) == '{';
    }

    /**
     * This object with one more member, {@code "name":value}, written before its others. The object's own bytes are
     * referred to, not copied: many values can share one large body and differ in a member.
     */
    public RawJson withMember(String name, long value) {
        if (!isObject()) {
            throw new IllegalStateException("A member can only be added to an object that begins with its bracket");
        }
        int next = 1;
        while (at(next) <= ' ') {
            next++; // white space
        }
        byte[] member = ("{\"" + name + "\":" + value + (at(next) == '}' ? "" : ",")).getBytes(UTF_8);
        if (head.length == 0) {
            return new RawJson(member, source, offset + 1, length - 1, tail);
        }
        byte[] longer = Arrays.copyOf(member, member.length + head.length - 1);
        System.arraycopy(head, 1, longer, member.length, head.length - 1);
        return new RawJson(longer, source, offset, length, tail);
    }

    /**
     * This value without its bytes {@code [from, to)}, which the caller knows to leave well-formed JSON. When they are at
     * its beginning or its end, the others are referred to, not copied.
     */
    public RawJson without(int from, int to) {
        if (head.length == 0 && from <= length && length() - to <= SHORT) {
            return new RawJson(NOTHING, source, offset, from, end(to));
        }
        if (head.length == 0 && tail.length == 0 && from <= SHORT) {
            return new RawJson(
                    Arrays.copyOfRange(source, offset, offset + from), source, offset + to, length - to, NOTHING);
        }
        byte[] all = toBytes();
        byte[] rest = Arrays.copyOf(all, all.length - (to - from));
        System.arraycopy(all, to, rest, from, all.length - to);
        return slice(rest, 0, rest.length);
    }

    /** This value with {@code end} in place of its bytes from {@code from} on; the others are referred to, not copied. */
    public RawJson withEnd(int from, byte[] end) {
        if (from < head.length || from > head.length + length) {
            throw new IllegalArgumentException("The end from " + from + " on is not within the value's own bytes");
        }
        return new RawJson(head, source, offset, from - head.length, end);
    }

    private byte[] end(int from) {
        byte[] end = new byte[length() - from];
        copyTo(end, 0, from, length());
        return end;
    }

    /** The value in this one's bytes {@code [from, to)}, without a copy where this one is a plain slice. */
    public RawJson part(int from, int to) {
        return isPlain() ? slice(source, offset + from, offset + to) : copy(toBytes(), from, to);
    }

    /** Whether the value refers to bytes of {@code document} and so keeps all of it in memory. */
    public boolean isSliceOf(byte[] document) {
        return source == document;
    }

    /** The document that it keeps in memory: values that share one keep it once. */
    public byte[] document() {
        return source;
    }

    /** The byte at {@code index}. */
    public byte at(int index) {
        if (index < head.length) {
            return head[index];
        }
        return index < head.length + length ? source[offset + index - head.length] : tail[index - head.length - length];
    }

    /** Whether these bytes occur in the value. */
    public boolean contains(byte[] bytes) {
        int last = offset + length - bytes.length;
        for (int from = offset; from <= last; from++) {
            if (source[from] == bytes[0] && Arrays.equals(source, from, from + bytes.length, bytes, 0, bytes.length)) {
                return true;
            }
        }
        return false;
    }

    /** Updates a digest with the value's bytes. */
    public void update(MessageDigest digest) {
        digest.update(head);
        digest.update(source, offset, length);
        digest.update(tail);
    }

    /**
     * Where the value's bytes are in memory, apart from members put before them. Equal for values that share their bytes;
     * for values with the same content in different places it is not.
     */
    public Bytes bytes() {
        return new Bytes(source, offset + length);
    }

    /** A place in memory, to be used as a key; it keeps the bytes alive. */
    public static final class Bytes {

        private final byte[] source;
        private final int end;

        private Bytes(byte[] source, int end) {
            this.source = source;
            this.end = end;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes that && source == that.source && end == that.end;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(source) * 31 + end;
        }
    }

    /** Length in bytes. */
    public int length() {
        return head.length + length + tail.length;
    }

    /** A parser over the value's bytes; its offsets count from the value's first byte. */
    public JsonParser parser() throws IOException {
        return isPlain()
                ? Json.wire().createParser(source, offset, length)
                : Json.wire().createParser(toBytes());
    }

    /** The value as a tree; a new one each time. */
    public JsonNode tree() {
        try {
            return isPlain()
                    ? Json.wire().reader().readTree(source, offset, length)
                    : Json.wire().reader().readTree(toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("A value that was well-formed JSON no longer is", e);
        }
    }

    /** A copy of the value's bytes. */
    public byte[] toBytes() {
        byte[] bytes = new byte[length()];
        copyTo(bytes, 0);
        return bytes;
    }

    private boolean isPlain() {
        return head.length == 0 && tail.length == 0;
    }

    /** Copies the whole value into {@code target} from {@code at} on. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(head, 0, target, at, head.length);
        System.arraycopy(source, offset, target, at + head.length, length);
        System.arraycopy(tail, 0, target, at + head.length + length, tail.length);
    }

    /** Copies the value's bytes {@code [from, to)} into {@code target} from {@code at} on. */
    void copyTo(byte[] target, int at, int from, int to) {
        if (from >= head.length && to <= head.length + length) {
            System.arraycopy(source, offset + from - head.length, target, at, to - from);
        } else {
            for (int i = from; i < to; i++) {
                target[at + i - from] = at(i);
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof RawJson that && length() == that.length() && hasBytesOf(that));
    }

    private boolean hasBytesOf(RawJson that) {
        if (head.length != that.head.length) {
            return Arrays.equals(toBytes(), that.toBytes());
        }
        int both = Math.min(length, that.length);
        boolean same = source == that.source && offset == that.offset;
        return Arrays.equals(head, that.head)
                && (same || Arrays.equals(source, offset, offset + both, that.source, that.offset, that.offset + both))
                && Arrays.equals(end(head.length + both), that.end(head.length + both));
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < length(); i++) {
            hash = 31 * hash + at(i);
        }
        return hash;
    }

    @Override
    public String toString() {
        return new String(toBytes(), UTF_8);
    }
}
