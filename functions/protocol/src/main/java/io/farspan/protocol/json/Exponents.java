package io.farspan.protocol.json;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * Exponents of numbers. A parser passes over any and fails when it has to read one that is beyond what a {@code BigDecimal}
 * holds, or spends a long time on it.
 */
public final class Exponents {

    /** The largest that is taken; Java's own types need no larger one. */
    public static final int LARGEST = 999;

    private static final int MOST_DIGITS = 3;

    private Exponents() {}

    /** Whether the parser is at a number with a larger one. */
    public static boolean isTooLarge(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
            return false;
        }
        char[] text = parser.getTextCharacters();
        int from = parser.getTextOffset();
        int digits = 0;
        for (int at = from + parser.getTextLength() - 1; at >= from; at--) {
            char c = text[at];
            if (c == 'e' || c == 'E') {
                return significant(text, at + 1, digits) > MOST_DIGITS;
            }
            digits++;
        }
        return false;
    }

    private static int significant(char[] text, int from, int length) {
        int at = from;
        while (at < from + length && (text[at] == '0' || text[at] == '+' || text[at] == '-')) {
            at++;
        }
        return from + length - at;
    }
}
