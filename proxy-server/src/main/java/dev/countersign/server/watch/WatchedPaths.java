package dev.countersign.server.watch;

import java.nio.file.Path;
import java.util.Set;

/**
 * What is watched; none of it needs to exist.
 *
 * @param files each by its content
 * @param folders each by the names and the content of the regular files directly in it, hidden ones aside
 */
public record WatchedPaths(Set<Path> files, Set<Path> folders) {
    public WatchedPaths {
        files = Set.copyOf(files);
        folders = Set.copyOf(folders);
    }
}
