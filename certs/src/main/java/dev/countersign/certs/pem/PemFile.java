package dev.countersign.certs.pem;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Reads PEM files, never more of one than its limit. */
public final class PemFile {
    private PemFile() {}

    /**
     * The blocks of a file, at least one.
     *
     * @param limit the most bytes the file may have
     * @throws Unreadable if there is no such file, it cannot be read, is larger, or is not PEM from end to end
     */
    public static List<PemBlock> read(Path file, int limit) throws Unreadable {
        byte[] content = FileBytes.read(file, limit);
        try {
            return PemBlocks.parse(content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
