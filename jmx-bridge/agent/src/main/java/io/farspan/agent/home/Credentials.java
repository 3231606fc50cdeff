package io.farspan.agent.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * What the agent authenticates with at home: a file with {@code user:password}, or one with a token of an OpenID Connect
 * provider. It is read again for each request, so that it can be changed, and stays out of options, the environment and
 * system properties, all of which JMX shows.
 */
final class Credentials {

    private static final int LARGEST = 16_384;

    private final Path file;
    private final boolean token;

    private Credentials(Path file, boolean token) {
        this.file = file;
        this.token = token;
    }

    /** From the paths in the settings, of which one is required. */
    static Credentials of(Optional<String> tokenFile, Optional<String> passwordFile) {
        if (tokenFile.isPresent() == passwordFile.isPresent()) {
            throw new IllegalArgumentException("farspan.home needs one of farspan.home.token-file and"
                    + " farspan.home.password-file, whose first line is user:password");
        }
        return new Credentials(Path.of(tokenFile.or(() -> passwordFile).orElseThrow()), tokenFile.isPresent());
    }

    /** The value of the header {@code Authorization}. */
    String header() throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IOException("the file " + file + " is too large for credentials");
        }
        String line = Files.readString(file).lines().findFirst().orElse("").trim();
        if (line.isEmpty() || !line.chars().allMatch(c -> c > ' ' && c != 127 || c == ' ' && !token)) {
            throw new IOException("the first line of " + file + " is not " + (token ? "a token" : "user:password"));
        }
        return token
                ? "Bearer " + line
                : "Basic " + Base64.getEncoder().encodeToString(line.getBytes(StandardCharsets.UTF_8));
    }
}
