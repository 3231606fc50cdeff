package io.farspan.local.generator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;

/**
 * Lines that follow from their number and their writer's name: of different lengths, some of three megabytes, some with bytes
 * that are not UTF-8, with NUL or beyond ASCII. Each begins with {@code #} and its number.
 */
public final class NumberedLines {

    private static final int DIGITS = 12;
    private static final int KINDS = 23;
    private static final int LONGEST = 400;
    private static final int LARGE = 3 << 20;
    private static final int LARGE_EVERY = 2_003;
    private static final int TWICE_EVERY = 17;
    private static final int CRLF_EVERY = 13;
    private static final byte[] NOT_UTF_8 = {(byte) 0xC3, '(', (byte) 0xFF, (byte) 0xED, (byte) 0xA0, (byte) 0x80};

    private final String name;

    /** The lines of one writer, by its name: no two have the same, or one's file could be taken for a copy of another's. */
    public NumberedLines(String name) {
        this.name = name;
    }

    /** The line's bytes without its end. */
    public byte[] of(long number) {
        Random random = new Random(number * 31 + name.hashCode());
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes(text("#%0" + DIGITS + "d %s ", number, name));
        switch ((int) (number % KINDS)) {
            case 0 -> line.writeBytes(NOT_UTF_8);
            case 5 -> line.write(0);
            case 7 -> {
                return line.toByteArray();
            }
            case 11 -> line.writeBytes("Grüße, 東京, \uD83D\uDC5F \"\\ \t".getBytes(StandardCharsets.UTF_8));
            default -> {
                // letters only
            }
        }
        int length = number % LARGE_EVERY == LARGE_EVERY / 2 ? LARGE : random.nextInt(LONGEST);
        for (int i = 0; i < length; i++) {
            line.write('a' + random.nextInt('z' - 'a' + 1));
        }
        return line.toByteArray();
    }

    private static byte[] text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values).getBytes(StandardCharsets.US_ASCII);
    }

    /** The line with its end. */
    byte[] withEnd(long number) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes(of(number));
        if (number % CRLF_EVERY == 3) {
            line.write('\r');
        }
        line.write('\n');
        return line.toByteArray();
    }

    /** How often a line stands in the log, one right after the other. */
    static int times(long number) {
        return number % TWICE_EVERY == 4 ? 2 : 1;
    }

    /** The same as an event's message, which has no bytes that are not text. */
    public String text(long number) {
        return new String(of(number), StandardCharsets.UTF_8);
    }

    /** The number that a line begins with, if it does. */
    public static OptionalLong number(byte[] line) {
        if (line.length <= DIGITS || line[0] != '#') {
            return OptionalLong.empty();
        }
        long number = 0;
        for (int i = 1; i <= DIGITS; i++) {
            if (line[i] < '0' || line[i] > '9') {
                return OptionalLong.empty();
            }
            number = number * 10 + line[i] - '0';
        }
        return OptionalLong.of(number);
    }
}
