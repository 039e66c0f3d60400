package dev.countersign.certs;

import dev.countersign.certs.pem.Unreadable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * May this process use a file with a secret in it, given who else may read it? The target of a symbolic link counts, as
 * Kubernetes mounts secrets by links. Where files have no POSIX permissions nothing is checked.
 */
final class KeyFileAccess {
    private static final String REMEDY = ": run chmod 600 on it, or set certificateStore.allowReadableKeys: true";

    /** What the Linux kernel says of this process; absent elsewhere. */
    private static final Path STATUS = Path.of("/proc/self/status");

    private KeyFileAccess() {}

    static void check(Path file, KeyAccess access) throws Unreadable {
        if (access == KeyAccess.PRIVATE
                && file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            check(file, groupsOfThisProcess());
        }
    }

    /** A file that cannot be looked at is left to whoever reads it next, who says why. */
    static void check(Path file, Set<Integer> groups) throws Unreadable {
        Set<PosixFilePermission> permissions;
        int group;
        try {
            permissions = Files.getPosixFilePermissions(file);
            group = (int) Files.getAttribute(file, "unix:gid");
        } catch (IOException unreadable) {
            return;
        }
        if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
            throw new Unreadable("may be read by every user of this machine ("
                    + PosixFilePermissions.toString(permissions) + ")" + REMEDY);
        }
        if (permissions.contains(PosixFilePermission.GROUP_READ) && !groups.contains(group)) {
            throw new Unreadable("may be read by group " + group + ", which this process does not belong to ("
                    + PosixFilePermissions.toString(permissions) + ")" + REMEDY);
        }
    }

    /** Primary and supplementary; none where they cannot be told, so that a key is refused rather than shared. */
    private static Set<Integer> groupsOfThisProcess() {
        try {
            return groups(Files.readAllLines(STATUS, StandardCharsets.US_ASCII));
        } catch (IOException notLinux) {
            return Set.of();
        }
    }

    /** {@code Gid:} has the real, effective, saved and file-system group; {@code Groups:} the supplementary ones (proc(5)). */
    static Set<Integer> groups(List<String> status) {
        Set<Integer> groups = new HashSet<>();
        for (String line : status) {
            if (line.startsWith("Gid:") || line.startsWith("Groups:")) {
                Arrays.stream(line.substring(line.indexOf(':') + 1).strip().split("\\s+", -1))
                        .filter(number -> !number.isEmpty())
                        .forEach(number -> groups.add(Integer.parseUnsignedInt(number)));
            }
        }
        return groups;
    }
}
