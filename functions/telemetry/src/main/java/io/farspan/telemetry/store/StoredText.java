package io.farspan.telemetry.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Text as PostgreSQL keeps it: UTF-8 without U+0000 and without half a surrogate pair. */
final class StoredText {

    private static final char REPLACEMENT = '\ufffd';

    private StoredText() {}

    /** Whether {@code text} can be kept as it is. */
    static boolean isExact(String text) {
        return firstBad(text, 0) == text.length();
    }

    /** {@code text} with U+FFFD in the place of what cannot be kept. */
    static String clean(String text) {
        int bad = firstBad(text, 0);
        if (bad == text.length()) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text);
        for (; bad < text.length(); bad = firstBad(text, bad + 1)) {
            clean.setCharAt(bad, REPLACEMENT);
        }
        return clean.toString();
    }

    static byte[] utf8(String text) {
        return clean(text).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The bytes that {@code text} stands for, whatever is in it: U+0000 is a zero byte, and half a surrogate pair the three
     * bytes that its code point would have, so that no two texts have the same bytes.
     */
    static byte[] original(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 16);
        int from = 0;
        for (int bad = firstBad(text, 0); bad < text.length(); bad = firstBad(text, from)) {
            bytes.writeBytes(text.substring(from, bad).getBytes(StandardCharsets.UTF_8));
            char letter = text.charAt(bad);
            if (letter == 0) {
                bytes.write(0);
            } else {
                bytes.write(0xE0 | letter >> 12);
                bytes.write(0x80 | letter >> 6 & 0x3F);
                bytes.write(0x80 | letter & 0x3F);
            }
            from = bad + 1;
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static int firstBad(String text, int from) {
        int length = text.length();
        for (int at = from; at < length; at++) {
            char letter = text.charAt(at);
            if (letter == 0 || Character.isLowSurrogate(letter)) {
                return at;
            }
            if (Character.isHighSurrogate(letter)) {
                if (at + 1 == length || !Character.isLowSurrogate(text.charAt(at + 1))) {
                    return at;
                }
                at++;
            }
        }
        return length;
    }
}
