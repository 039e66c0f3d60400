package dev.countersign.certs.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/**
 * Files and folders that are on the disk when a method returns, and that nobody but their owner can open from the moment they
 * exist, where the file system knows POSIX permissions. The owner is this user; but what root makes in a folder of somebody
 * else's belongs to them before anything is in it, or the proxy could not read what an administrator imports.
 */
final class DurableFiles {
    private static final String OWNERS = "unix:uid,gid";
    private static final int ROOT = 0;

    private DurableFiles() {}

    /** A new file. */
    static void create(Path file, String text) throws IOException {
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, fresh, forOwner(file, "rw-------"))) {
            give(file);
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** A new folder, and those above it that are missing. */
    static void createFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path above = folder.toAbsolutePath().getParent();
        if (above != null) {
            createFolders(above);
            try {
                Files.createDirectory(folder, forOwner(folder, "rwx------"));
                give(folder);
            } catch (FileAlreadyExistsException notByUs) {
                if (!Files.isDirectory(folder)) {
                    throw notByUs;
                }
            }
            force(above);
        }
    }

    /** Renames within one folder or to a neighbouring one, in one step; replaces a file that has the name. */
    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        force(to.resolveSibling("."));
    }

    /** Makes the names in a folder durable, where folders can be opened for that. */
    static void force(Path folder) throws IOException {
        if (hasPosixPermissions(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** The owner is told by number, as containers often have no names; a link put in its place is not followed. */
    private static void give(Path made) throws IOException {
        Path above = made.toAbsolutePath().getParent();
        if (above == null || !made.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return;
        }
        Map<String, Object> theirs = Files.readAttributes(above, OWNERS);
        if (isRoots(Files.readAttributes(made, OWNERS, LinkOption.NOFOLLOW_LINKS)) && !isRoots(theirs)) {
            for (Map.Entry<String, Object> owner : theirs.entrySet()) {
                Files.setAttribute(made, "unix:" + owner.getKey(), owner.getValue(), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static boolean isRoots(Map<String, Object> owners) {
        return Integer.valueOf(ROOT).equals(owners.get("uid"));
    }

    private static FileAttribute<?>[] forOwner(Path path, String permissions) {
        return hasPosixPermissions(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean hasPosixPermissions(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
