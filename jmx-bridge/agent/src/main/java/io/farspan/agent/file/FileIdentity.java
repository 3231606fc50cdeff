package io.farspan.agent.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** Device and inode of a file. */
final class FileIdentity {

    private FileIdentity() {}

    /** The identity of a regular file that exists: {@code fd00-1a2b}. */
    static Optional<String> of(Path path) {
        try {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino,isRegularFile");
            if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
                return Optional.empty();
            }
            return Optional.of(hex(attributes.get("dev")) + "-" + hex(attributes.get("ino")));
        } catch (UnsupportedOperationException e) {
            // No inodes here: a file is what its path says.
            return Files.isRegularFile(path)
                    ? Optional.of(
                            "0-" + Integer.toHexString(path.toAbsolutePath().hashCode()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether two identities have the inode in common; devices may have other numbers after a start of the host. */
    static boolean sameInode(String one, String other) {
        return one.substring(one.indexOf('-')).equals(other.substring(other.indexOf('-')));
    }

    private static String hex(@Nullable Object number) {
        return number == null ? "0" : Long.toHexString(((Number) number).longValue());
    }
}
