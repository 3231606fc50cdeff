package io.farspan.bridge.login;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.farspan.protocol.call.ManagementPort;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Users in a file of the format that the JDK's own management agent uses: a line per user with name and password,
 * {@code #} before comments. Only its owner may have read permission. All users share one port.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/management/monitoring-and-management-using-jmx-technology.html">
 *     Monitoring and management using JMX, password files</a>
 */
public final class PasswordFile implements Login {

    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Map<String, byte[]> passwords;
    private final ManagementPort port;

    private PasswordFile(Map<String, byte[]> passwords, ManagementPort port) {
        this.passwords = passwords;
        this.port = port;
    }

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read, when others have read permission, or when a line is not a name and a
     *     password
     */
    public static PasswordFile read(Path file, ManagementPort port) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")
                && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
            throw new IOException(file + " can be read by other users. Run chmod 600 " + file);
        }
        Map<String, byte[]> passwords = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String trimmed = line.strip();
            if (!trimmed.isEmpty() && !trimmed.startsWith("#")) {
                String[] words = trimmed.split("\\s+", -1);
                if (words.length != 2) {
                    throw new IOException(
                            file + " has a line that is not a name and a password. Write one user per line.");
                }
                passwords.put(words[0], words[1].getBytes(UTF_8));
            }
        }
        return new PasswordFile(passwords, port);
    }

    @Override
    public Session login(String user, String password) {
        byte[] known = passwords.get(user);
        boolean right = MessageDigest.isEqual(known == null ? new byte[0] : known, password.getBytes(UTF_8));
        if (known == null || !right) {
            throw new SecurityException("Authentication failed! These credentials are not known here");
        }
        return new Session(user, port);
    }
}
