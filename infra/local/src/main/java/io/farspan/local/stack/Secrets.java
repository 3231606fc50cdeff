package io.farspan.local.stack;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

import io.farspan.protocol.token.SigningKey;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The keys and passwords of one run; new each time. */
record Secrets(SigningKey signing, String tsig, String password) {

    /** Low: the password is random, and a run starts quickly. */
    private static final int COST = 10;

    private static final Map<String, String> ROLES =
            Map.of("admin", "admin,operator,viewer", "operator", "operator,viewer", "viewer", "viewer");

    static Secrets generate() {
        return new Secrets(
                SigningKey.generate(),
                "hmac-sha256:farspan:" + random(32, Base64.getEncoder()),
                random(12, Base64.getUrlEncoder().withoutPadding()));
    }

    /** The users file: one user per role, all with the same password, each in a line of bcrypt as infra/user.sh makes it. */
    String users() {
        StringBuilder file = new StringBuilder();
        new TreeMap<>(ROLES).forEach((user, roles) -> file.append("farspan.users.%s=%s\n".formatted(user, line()))
                .append("farspan.roles.%s=%s\n".formatted(user, roles)));
        return file.toString();
    }

    private String line() {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        return OpenBSDBCrypt.generate("2a", password.getBytes(UTF_8), salt, COST);
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
