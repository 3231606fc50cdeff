package io.farspan.agent.point.condition;

/** The characters of an expression, read one token after another. */
final class Tokens {

    private final String text;
    private int at;

    Tokens(String text) {
        this.text = text;
    }

    /** Passes over a symbol if it comes next. */
    boolean take(String symbol) {
        skipSpace();
        if (!text.startsWith(symbol, at)) {
            return false;
        }
        at += symbol.length();
        return true;
    }

    void require(String symbol) {
        if (!take(symbol)) {
            throw malformed("'" + symbol + "' is missing");
        }
    }

    /** The character that comes next; 0 at the end. */
    char peek() {
        skipSpace();
        return at < text.length() ? text.charAt(at) : 0;
    }

    /** A name of Java. */
    String name() {
        skipSpace();
        int begin = at;
        if (at < text.length() && Character.isJavaIdentifierStart(text.charAt(at))) {
            while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
                at++;
            }
        }
        if (begin == at) {
            throw malformed("a value is missing");
        }
        return text.substring(begin, at);
    }

    /** A whole number as a long, another one as a fraction. */
    Expression number() {
        int begin = at;
        boolean whole = true;
        while (at < text.length() && isPartOfNumber(begin)) {
            char c = text.charAt(at++);
            whole &= c >= '0' && c <= '9';
        }
        String digits = text.substring(begin, at);
        try {
            if (whole) {
                take("L");
                return Literal.whole(Long.parseLong(digits));
            }
            return Literal.fraction(Double.parseDouble(digits));
        } catch (NumberFormatException e) {
            throw malformed("'" + digits + "' is not a number");
        }
    }

    private boolean isPartOfNumber(int begin) {
        char c = text.charAt(at);
        boolean sign = (c == '-' || c == '+') && at > begin && (text.charAt(at - 1) | 0x20) == 'e';
        return c >= '0' && c <= '9' || c == '.' || (c | 0x20) == 'e' || sign;
    }

    /** A text between quotation marks or apostrophes, with a backslash before a mark or a backslash in it. */
    String quoted() {
        char mark = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == mark) {
                return value.toString();
            }
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
                c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
            }
            value.append(c);
        }
        throw malformed("a text has no end");
    }

    MalformedExpression malformed(String what) {
        return new MalformedExpression(what + " at character " + (at + 1) + " of: " + text);
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
