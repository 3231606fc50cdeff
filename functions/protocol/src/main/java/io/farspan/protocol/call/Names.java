package io.farspan.protocol.call;

import java.util.regex.Pattern;

/** Names of applications and locations are DNS labels (RFC 1123, section 2.1) in lower case: they are parts of records' names. */
public final class Names {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private Names() {}

    /** {@code value} when it is a label; otherwise an {@link IllegalArgumentException} with the rules. */
    public static String requireLabel(String what, String value) {
        if (!LABEL.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "The " + what + " '" + shorten(value)
                            + "' must be 1 to 63 lower-case letters, digits or '-', starting and ending with a letter or digit");
        }
        return value;
    }

    /** A client's text in a form that errors may repeat: at most 80 characters, without control characters. */
    public static String shorten(String text) {
        String printable = text.replaceAll("[\\p{Cc}\\p{Cs}\\u2028\\u2029]", "?");
        if (printable.length() <= 80) {
            return printable;
        }
        return printable.substring(0, Character.isHighSurrogate(printable.charAt(76)) ? 76 : 77) + "...";
    }
}
