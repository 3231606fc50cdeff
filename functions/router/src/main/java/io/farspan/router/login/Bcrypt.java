package io.farspan.router.login;

import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkus.elytron.security.common.BcryptUtil;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Bcrypt hashes in the form {@code $2a$cost$salt-and-hash}. Bcrypt uses the first {@value #LONGEST} bytes of a
 * password, so longer ones are rejected.
 *
 * @see <a href="https://www.usenix.org/legacy/event/usenix99/provos/provos.pdf">Provos and Mazières, A Future-Adaptable
 * Password Scheme</a>
 */
final class Bcrypt {

    /** The cost of a new hash: 2^12 rounds, a quarter of a second. */
    static final int USUAL_COST = 12;

    static final int LONGEST = 72;

    private static final Pattern LINE = Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");
    private static final int LEAST_COST = 4;
    private static final int MOST_COST = 16;

    private Bcrypt() {}

    static boolean isLine(String digest) {
        Matcher line = LINE.matcher(digest);
        if (!line.matches()) {
            return false;
        }
        int cost = Integer.parseInt(line.group(1));
        return cost >= LEAST_COST && cost <= MOST_COST;
    }

    static int cost(String line) {
        return Integer.parseInt(line.substring(4, 6));
    }

    static String line(String password, int cost) {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        return BcryptUtil.bcryptHash(password, cost, salt);
    }

    /** Whether a password matches. Takes the same time either way. */
    static boolean matches(String line, String password) {
        // Other programs write the versions b and y, which mean the same as a here.
        boolean fits = BcryptUtil.matches(password, "$2a" + line.substring(3));
        return fits && password.getBytes(UTF_8).length <= LONGEST;
    }
}
