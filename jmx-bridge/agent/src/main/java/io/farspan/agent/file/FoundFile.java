package io.farspan.agent.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** A regular file as it was when it was looked for. */
final class FoundFile {

    private final String identity;
    private final Path path;
    private final long size;
    private final FileTime modified;

    private FoundFile(String identity, Path path, long size, FileTime modified) {
        this.identity = identity;
        this.path = path;
        this.size = size;
        this.modified = modified;
    }

    /** The regular file at a path, if there is one. */
    static Optional<FoundFile> at(Path path, LinkOption... options) {
        try {
            Map<String, Object> attributes =
                    Files.readAttributes(path, "unix:dev,ino,isRegularFile,size,lastModifiedTime", options);
            if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
                return Optional.empty();
            }
            return Optional.of(new FoundFile(
                    hex(attributes.get("dev")) + "-" + hex(attributes.get("ino")),
                    path,
                    (Long) Objects.requireNonNull(attributes.get("size")),
                    (FileTime) Objects.requireNonNull(attributes.get("lastModifiedTime"))));
        } catch (UnsupportedOperationException e) {
            return byPath(path, options);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Where there are no inodes, a file is what its path says. */
    private static Optional<FoundFile> byPath(Path path, LinkOption... options) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class, options);
            String identity = "0-" + Integer.toHexString(path.toAbsolutePath().hashCode());
            return attributes.isRegularFile()
                    ? Optional.of(new FoundFile(identity, path, attributes.size(), attributes.lastModifiedTime()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Device and inode: {@code fd00-1a2b}. */
    String identity() {
        return identity;
    }

    /** The inode alone; a device may have another number after a start of the host. */
    String inode() {
        return inode(identity);
    }

    static String inode(String identity) {
        return identity.substring(identity.indexOf('-'));
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    FileTime modified() {
        return modified;
    }

    private static String hex(@Nullable Object number) {
        return number == null ? "0" : Long.toHexString(((Number) number).longValue());
    }
}
