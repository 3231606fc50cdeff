package io.farspan.agent.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.Set;

/**
 * Folders and files that only the user of this process can read, where permissions are those of POSIX: logs hold what
 * other users of the host must not see. No symbolic link is followed in them.
 */
public final class SpoolFolder {

    private static final String FOLDER = "rwx------";
    private static final String FILE = "rw-------";

    private SpoolFolder() {}

    /**
     * Makes a folder and those above it, or checks one that exists.
     *
     * @throws IOException when it belongs to another user, others may write into it, or it is a link
     */
    public static void prepare(Path folder) throws IOException {
        if (Files.isSymbolicLink(folder)) {
            throw new IOException("the folder " + folder + " is a symbolic link: name the folder that it leads to");
        }
        Files.createDirectories(folder, only(folder, FOLDER));
        if (hasPermissions(folder)) {
            Path probe = Files.createTempFile(folder, "owner", "", only(folder, FILE));
            try {
                check(folder, Files.getOwner(probe, LinkOption.NOFOLLOW_LINKS));
            } finally {
                Files.deleteIfExists(probe);
            }
        }
    }

    static void check(Path folder, UserPrincipal self) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.owner().equals(self)) {
            throw new IOException("the folder " + folder + " belongs to the user "
                    + attributes.owner().getName() + ", not to " + self.getName()
                    + ": name a folder of this user's own");
        }
        Set<PosixFilePermission> permissions = attributes.permissions();
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException("other users may write into the folder " + folder + " ("
                    + PosixFilePermissions.toString(permissions)
                    + "): name one below it that does not exist, or chmod 700");
        }
    }

    /**
     * Opens a file, and makes it for this user only if the options say that it may be made.
     *
     * @throws FileSystemException when it cannot be opened, whatever it holds; a symbolic link never can
     */
    public static FileChannel open(Path file, OpenOption... options) throws FileSystemException {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        try {
            return FileChannel.open(file, all, only(file, FILE));
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            FileSystemException named = new FileSystemException(file.toString(), null, e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    private static FileAttribute<?>[] only(Path path, String permissions) {
        return hasPermissions(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean hasPermissions(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
