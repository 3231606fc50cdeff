package io.farspan.router.login;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A user who may log in.
 *
 * @param name the user name
 * @param digest the password's digest: a bcrypt hash, or the hex SHA-512 of {@code name:realm:password}
 * @param roles the user's roles
 */
record User(String name, String digest, Set<String> roles) {

    User {
        roles = Set.copyOf(roles);
    }

    /**
     * Whether the digest is of the fast kind, which someone who steals the file can attack with billions of guesses a
     * second.
     */
    boolean hasFastDigest() {
        return !Bcrypt.isLine(digest);
    }

    /** Whether a password matches a fast digest. */
    boolean matchesFast(String realm, String password) {
        try {
            byte[] sent =
                    MessageDigest.getInstance("SHA-512").digest((name + ":" + realm + ":" + password).getBytes(UTF_8));
            return MessageDigest.isEqual(
                    HexFormat.of().formatHex(sent).getBytes(UTF_8),
                    digest.toLowerCase(Locale.ROOT).getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-512", e);
        }
    }

    @Override
    public String toString() {
        return "User[" + name + ", " + roles + ", digest redacted]";
    }
}
