package dev.countersign.server.command.pki;

import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.pem.Pem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A certificate and its key as two files: whole or not at all, and the key never readable by anybody else. */
record NewFiles(Path certificate, Path key) {
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");

    /** {@code DIRECTORY/NAME.pem} and {@code DIRECTORY/NAME.key}. */
    static NewFiles in(Path directory, String name) {
        return new NewFiles(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    }

    /** Refused if one of them is there. */
    void mustBeNew(String remedy) throws Refused {
        List<String> there = Stream.of(certificate, key)
                .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                .map(Path::toString)
                .toList();
        if (!there.isEmpty()) {
            throw new Refused(String.join(" and ", there) + (there.size() == 1 ? " exists" : " exist") + "; " + remedy);
        }
    }

    /**
     * Writes both, making the directory if need be.
     *
     * @param replace takes the place of files that are there, each by one rename; otherwise these are refused
     */
    void write(KeyedChain material, boolean replace) throws Refused {
        try {
            Path directory = key.toAbsolutePath().getParent();
            if (directory != null && !Files.isDirectory(directory)) {
                Files.createDirectories(directory, only(directory, OWNER_DIRECTORY));
            }
            put(key, Pem.privateKey(material.key()), replace, only(key, OWNER_FILE));
            put(certificate, Pem.certificates(material.chain()), replace);
        } catch (FileAlreadyExistsException there) {
            throw new Refused(there.getFile() + " is in the way; choose another directory or name");
        } catch (IOException failed) {
            throw new Refused(certificate + " and " + key + " cannot be written ("
                    + failed.getClass().getSimpleName() + "); choose a directory this user may write to");
        }
    }

    private static void put(Path file, String text, boolean replace, FileAttribute<?>... attributes)
            throws IOException {
        if (!replace) {
            create(file, text, attributes);
            return;
        }
        Path aside = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(aside);
        create(aside, text, attributes);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void create(Path file, String text, FileAttribute<?>... attributes) throws IOException {
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (WritableByteChannel channel = Files.newByteChannel(file, fresh, attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /** Given at creation, so that there is no moment in which others may read; none where files have no such permissions. */
    private static FileAttribute<?>[] only(Path file, Set<PosixFilePermission> permissions) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
