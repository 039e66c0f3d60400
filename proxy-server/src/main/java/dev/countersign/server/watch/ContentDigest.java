package dev.countersign.server.watch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * One number for everything that is watched: it differs when a name, a byte or a permission does, for a key that others may
 * read is refused. Time stamps do not count.
 */
public final class ContentDigest {
    /** The largest file with a meaning here is a configuration of 8 MiB; more of a file is not looked at. */
    private static final int LIMIT = 8 * 1024 * 1024;

    private static final int FOLDER_LIMIT = 1000;
    private static final byte ABSENT = 0;
    private static final byte PRESENT = 1;

    private final MessageDigest digest = sha256();

    private ContentDigest() {}

    /** SHA-256, hex. A file that cannot be read counts like one that does not exist. */
    public static String of(WatchedPaths paths) {
        ContentDigest content = new ContentDigest();
        paths.files().stream().sorted().forEach(content::file);
        paths.folders().stream().sorted().forEach(content::folder);
        return HexFormat.of().formatHex(content.digest.digest());
    }

    private void folder(Path folder) {
        digest.update(folder.toString().getBytes(StandardCharsets.UTF_8));
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> visible = entries.filter(
                            entry -> !entry.getFileName().toString().startsWith("."))
                    .limit(FOLDER_LIMIT)
                    .sorted()
                    .toList();
            visible.forEach(this::file);
        } catch (IOException unreadable) {
            digest.update(ABSENT);
        }
    }

    /** Keys are among the files: what was read of them is wiped at once. */
    private void file(Path file) {
        digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
        if (!Files.isRegularFile(file)) {
            digest.update(ABSENT);
            return;
        }
        byte[] buffer = new byte[8192];
        try (InputStream in = Files.newInputStream(file)) {
            digest.update(PRESENT);
            digest.update(access(file).getBytes(StandardCharsets.UTF_8));
            int total = 0;
            for (int read = in.read(buffer); read > 0 && total < LIMIT; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                total += read;
            }
        } catch (IOException unreadable) {
            digest.update(ABSENT);
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }

    /** Who may read it; nothing where files have no POSIX permissions. */
    private static String access(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? Files.getAttribute(file, "unix:mode") + " " + Files.getAttribute(file, "unix:gid")
                : "";
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
