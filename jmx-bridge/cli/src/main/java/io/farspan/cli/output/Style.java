package io.farspan.cli.output;

/** How a text is emphasised on a terminal with colours. */
public enum Style {
    PLAIN(""),
    GOOD("32"),
    WARNING("33"),
    BAD("31"),
    FAINT("2"),
    HEADER("1");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /** The text with what turns the style on and off around it. */
    String around(String text) {
        return code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
