package io.farspan.cli.output;

import java.util.Locale;

/** The forms of an answer. */
public enum Format {
    /** For people. */
    TABLE,
    /** The API's own document. */
    JSON,
    /** The same as YAML. */
    YAML,
    /** Names only, a line each, as other commands take them. */
    NAME;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
