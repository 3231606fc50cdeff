package io.farspan.router.login;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Somebody who may log in.
 *
 * @param name the name
 * @param digest of the password: a bcrypt line, or the hex SHA-512 of {@code name:realm:password}
 * @param roles what they may do
 */
record User(String name, String digest, Set<String> roles) {

    User {
        roles = Set.copyOf(roles);
    }

    /** Whether the digest is one of the fast kind, which a thief of the file tries by the billion. */
    boolean hasFastDigest() {
        return !Bcrypt.isLine(digest);
    }

    /** Whether a password fits a fast digest. */
    boolean fitsFast(String realm, String password) {
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
