package io.farspan.local.stack;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

import io.farspan.protocol.token.SigningKey;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The keys and passwords of one run; new each time. */
record Secrets(SigningKey signing, String tsig, String password) {

    private static final String REALM = "farspan";
    private static final Map<String, String> ROLES =
            Map.of("admin", "admin,operator,viewer", "operator", "operator,viewer", "viewer", "viewer");

    static Secrets generate() {
        return new Secrets(
                SigningKey.generate(),
                "hmac-sha256:farspan:" + random(32, Base64.getEncoder()),
                random(12, Base64.getUrlEncoder().withoutPadding()));
    }

    /** The users file: one user per role, all with the same password, stored as a digest. */
    String users() {
        StringBuilder file = new StringBuilder();
        new TreeMap<>(ROLES).forEach((user, roles) -> file.append(
                        "quarkus.security.users.embedded.users.%s=%s\n".formatted(user, digest(user)))
                .append("quarkus.security.users.embedded.roles.%s=%s\n".formatted(user, roles)));
        return file.toString();
    }

    private String digest(String user) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-512")
                            .digest((user + ":" + REALM + ":" + password).getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-512", e);
        }
    }

    private static String random(int bytes, Base64.Encoder encoder) {
        byte[] secret = new byte[bytes];
        new SecureRandom().nextBytes(secret);
        return encoder.encodeToString(secret);
    }

    @Override
    public String toString() {
        return "Secrets[redacted]";
    }
}
