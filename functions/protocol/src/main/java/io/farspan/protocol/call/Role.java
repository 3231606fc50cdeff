package io.farspan.protocol.call;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a caller may do, the least first: a higher role includes the lower ones. */
public enum Role {
    /** Reads. */
    VIEWER,
    /** Acts on instances. */
    OPERATOR,
    /** Re-points traffic and home. */
    ADMIN;

    /** The lower-case word by which settings and tokens name it. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** From the lower-case word. */
    @JsonCreator
    public static Role parse(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        throw new IllegalArgumentException("role must be viewer, operator or admin, not '" + Names.shorten(word) + "'");
    }
}
