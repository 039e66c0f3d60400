package dev.countersign.server.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * In which directories does something happen when a path begins to lead to other content? In the one that holds the file, in
 * each that holds a symbolic link on the way ({@code ..data} of a Kubernetes secret, for one), and in each one's parent, where
 * a directory is renamed away or created again. Of a directory that does not exist it is the nearest above that does.
 */
final class Trail {
    /** As many as Linux follows. */
    private static final int LINKS = 40;

    private final Set<Path> holding = new HashSet<>();

    private Trail() {}

    /** Real directories; the value says whether files in it matter, or only which entries it has. */
    static Map<Path, Boolean> of(WatchedPaths paths) {
        Trail trail = new Trail();
        paths.files().forEach(file -> trail.follow(file).ifPresent(real -> trail.hold(parentOf(real))));
        paths.folders().forEach(folder -> trail.follow(folder).ifPresent(trail::hold));
        Map<Path, Boolean> directories = new TreeMap<>();
        for (Path directory : trail.holding) {
            directories.put(directory, true);
            if (directory.getParent() != null) {
                directories.putIfAbsent(directory.getParent(), false);
            }
        }
        return directories;
    }

    private void hold(Path directory) {
        Path existing = directory;
        while (existing != null && !Files.isDirectory(existing)) {
            existing = existing.getParent();
        }
        if (existing != null) {
            holding.add(existing);
        }
    }

    /** Where the path leads, remembering each directory with a link on the way; empty for a ring of links. */
    private Optional<Path> follow(Path path) {
        Path absolute = path.toAbsolutePath();
        Deque<Path> names = new ArrayDeque<>();
        absolute.forEach(names::add);
        Path at = absolute.getRoot();
        int links = 0;
        while (!names.isEmpty()) {
            String name = names.removeFirst().toString();
            if (name.equals(".")) {
                continue;
            }
            Path next = name.equals("..") ? parentOf(at) : at.resolve(name);
            if (!Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            hold(at);
            if (++links > LINKS) {
                return Optional.empty();
            }
            Path target = target(next);
            prepend(names, target);
            at = target.isAbsolute() ? target.getRoot() : at;
        }
        return Optional.of(at);
    }

    private static void prepend(Deque<Path> names, Path target) {
        for (int i = target.getNameCount() - 1; i >= 0; i--) {
            names.addFirst(target.getName(i));
        }
    }

    private static Path parentOf(Path at) {
        Path parent = at.getParent();
        return parent == null ? at : parent;
    }

    /** A link that vanished since it was seen leads nowhere further. */
    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException gone) {
            return Path.of(".");
        }
    }
}
