package io.farspan.core.sharing;

import java.util.Arrays;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Where an agent's answer to one request says when it was made: the digits at the end of {@code …,"timestamp":1764442631}]},
 * where agents write them.
 *
 * @param from the first digit; beyond any body when it does not end so
 * @param to after the last digit
 */
record Timestamp(int from, int to) {

    static final Timestamp NONE = new Timestamp(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private static final byte[] MEMBER = ",\"timestamp\":".getBytes(US_ASCII);
    private static final int MOST_DIGITS = 18;

    static Timestamp atEndOf(byte[] body) {
        int to = body.length - 2;
        if (to < 0 || body[to] != '}' || body[to + 1] != ']') {
            return NONE;
        }
        int from = to;
        while (from > 0 && to - from < MOST_DIGITS && isDigit(body[from - 1])) {
            from--;
        }
        int member = from - MEMBER.length;
        if (from == to || body[from] == '0' || member < 0) {
            return NONE;
        }
        for (int i = 0; i < MEMBER.length; i++) {
            if (body[member + i] != MEMBER[i]) {
                return NONE;
            }
        }
        return new Timestamp(from, to);
    }

    boolean isKnown() {
        return from < to;
    }

    /** Whether {@code end}, in place of {@code body}'s bytes from {@code at} on, changes nothing but the time. */
    boolean alone(byte[] body, int at, byte[] end) {
        if (!isKnown() || at < from || at + end.length != body.length) {
            return false;
        }
        for (int i = at; i < body.length; i++) {
            byte own = end[i - at];
            boolean time = i < to && isDigit(own) && (i > from || own != '0');
            if (!time && own != body[i]) {
                return false;
            }
        }
        return true;
    }

    /** The time's digits and the response's last bracket in what {@link #alone} holds of. */
    byte[] end(byte[] body, int at, byte[] end) {
        byte[] whole = Arrays.copyOfRange(body, from, to + 1);
        for (int i = at; i <= to; i++) {
            whole[i - from] = end[i - at];
        }
        return whole;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
