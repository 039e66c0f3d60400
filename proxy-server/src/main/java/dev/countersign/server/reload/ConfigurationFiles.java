package dev.countersign.server.reload;

import dev.countersign.config.ProxyConfig;
import dev.countersign.server.rotation.FilesInUse;
import dev.countersign.server.watch.ContentDigest;
import dev.countersign.server.watch.WatchedPaths;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which files a configuration was read from, and what they held.
 *
 * @param configuration the file itself and what was read into it: when one of them changes the configuration does
 * @param material what it names: when that changes it is rotated
 * @param content the digest of {@code configuration} as it was read; empty when nobody knows, because it changed meanwhile
 */
public record ConfigurationFiles(WatchedPaths configuration, WatchedPaths material, String content) {
    private static final String UNKNOWN = "";

    /** Of nothing on disk. */
    public static final ConfigurationFiles NONE =
            new ConfigurationFiles(new WatchedPaths(Set.of(), Set.of()), new WatchedPaths(Set.of(), Set.of()), UNKNOWN);

    /**
     * Of what has just been read.
     *
     * @param before the file's content before that
     * @param readIntoIt what the reader says it read besides the file
     * @param config empty where it is not valid
     */
    static ConfigurationFiles of(Path file, String before, Set<Path> readIntoIt, Optional<ProxyConfig> config) {
        WatchedPaths material = config.map(FilesInUse::of).orElseGet(() -> new WatchedPaths(Set.of(), Set.of()));
        Set<Path> files = new HashSet<>(readIntoIt);
        files.removeAll(material.files()); // a password rotates with what it opens
        files.add(absolute(file));
        WatchedPaths configuration = new WatchedPaths(files, Set.of());
        String content = before.equals(contentOf(file)) ? ContentDigest.of(configuration) : UNKNOWN;
        return new ConfigurationFiles(configuration, material, content);
    }

    static String contentOf(Path file) {
        return ContentDigest.of(new WatchedPaths(Set.of(absolute(file)), Set.of()));
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
