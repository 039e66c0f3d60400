package dev.countersign.testkit.certificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes files as keys have to be: only their owner may read them (0600), even where the file was there before. */
public final class OwnFile {
    private OwnFile() {}

    /** Writes text in UTF-8 and returns the path. */
    public static Path write(Path file, String text) {
        return write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes bytes and returns the path. */
    public static Path write(Path file, byte[] content) {
        try {
            return Files.setPosixFilePermissions(
                    Files.write(file, content), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
