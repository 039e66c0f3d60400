package dev.countersign.server.reload;

import dev.countersign.config.ConfigResult;
import dev.countersign.server.rotation.FilesInUse;
import dev.countersign.server.watch.ContentDigest;
import dev.countersign.server.watch.WatchedPaths;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Which files a configuration was read from, and what they held.
 *
 * @param configuration the file itself and what was read into it: when one of them changes the configuration does
 * @param material what it names: when that changes it is rotated
 * @param content the digest of {@code configuration} from right before it was read: what changes meanwhile is a change
 */
public record ConfigurationFiles(WatchedPaths configuration, WatchedPaths material, String content) {
    private static final WatchedPaths NOTHING = new WatchedPaths(Set.of(), Set.of());

    /** Of nothing on disk. */
    public static final ConfigurationFiles NONE = new ConfigurationFiles(NOTHING, NOTHING, "");

    /**
     * Of what has just been read.
     *
     * @param content the digest, from before that
     */
    static ConfigurationFiles of(Path file, ConfigResult read, String content) {
        WatchedPaths material = read instanceof ConfigResult.Valid valid ? FilesInUse.of(valid.config()) : NOTHING;
        Set<Path> files = new HashSet<>(
                read instanceof ConfigResult.Valid valid ? valid.files() : ((ConfigResult.Invalid) read).files());
        files.removeAll(material.files()); // a password rotates with what it opens
        files.add(absolute(file));
        return new ConfigurationFiles(new WatchedPaths(files, Set.of()), material, content);
    }

    /** A configuration of which nothing else is known yet. */
    static WatchedPaths alone(Path file) {
        return new WatchedPaths(Set.of(absolute(file)), Set.of());
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    /** Whether the configuration is no longer the one that was read. */
    boolean haveChanged() {
        return !ContentDigest.of(configuration).equals(content);
    }

    /** Everything there is to watch, of this and of {@code other}. */
    WatchedPaths with(ConfigurationFiles other) {
        Set<Path> files = new HashSet<>(configuration.files());
        files.addAll(material.files());
        files.addAll(other.configuration.files());
        files.addAll(other.material.files());
        Set<Path> folders = new HashSet<>(material.folders());
        folders.addAll(other.material.folders());
        return new WatchedPaths(files, folders);
    }
}
