package dev.countersign.certs.pem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads whole files, never more of one than its limit. */
public final class FileBytes {
    private FileBytes() {}

    /**
     * The whole content.
     *
     * @param limit the most bytes the file may have
     * @throws Unreadable if there is no such file, it cannot be read, or is larger
     */
    public static byte[] read(Path file, int limit) throws Unreadable {
        // A named pipe would block the start for ever.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new Unreadable("is not a regular file: name one");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new Unreadable("is larger than the " + limit / 1024 + " KiB allowed for it");
            }
            return content;
        } catch (NoSuchFileException missing) {
            throw new Unreadable("does not exist");
        } catch (AccessDeniedException denied) {
            throw new Unreadable("may not be read (permission denied): give it to the user that this process runs as");
        } catch (IOException failed) {
            throw new Unreadable("cannot be read (" + reason(failed) + "): check the path and its disk");
        }
    }

    /** What the operating system says, without the path that it begins with. */
    private static String reason(IOException failed) {
        String said = failed instanceof FileSystemException onFile ? onFile.getReason() : null;
        return said == null ? failed.getClass().getSimpleName() : said;
    }
}
