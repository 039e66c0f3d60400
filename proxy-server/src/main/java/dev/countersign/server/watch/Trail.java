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
 * Which names, in which directories, lead from a path to its content? The file's own, each symbolic link's on the way
 * ({@code ..data} of a Kubernetes secret, for one), and the name of each directory these are in, for it may be renamed away
 * or created again. Of a directory that does not exist it is the name of what is missing, in the nearest above that exists.
 */
final class Trail {
    /** Stands for every name of a directory. */
    static final String ANY = "";

    /** As many as Linux follows. */
    private static final int LINKS = 40;

    private final Map<Path, Set<String>> names = new TreeMap<>();

    private Trail() {}

    /** Names by real directory. */
    static Map<Path, Set<String>> of(WatchedPaths paths) {
        Trail trail = new Trail();
        paths.files().forEach(file -> trail.follow(file).ifPresent(real -> trail.note(parentOf(real), nameOf(real))));
        paths.folders().forEach(folder -> trail.follow(folder).ifPresent(real -> trail.note(real, ANY)));
        return trail.names;
    }

    private void note(Path directory, String name) {
        Path existing = directory;
        String inIt = name;
        while (!Files.isDirectory(existing) && existing.getParent() != null) {
            inIt = nameOf(existing);
            existing = existing.getParent();
        }
        add(existing, inIt);
        if (existing.getParent() != null) {
            add(existing.getParent(), nameOf(existing));
        }
    }

    private void add(Path directory, String name) {
        names.computeIfAbsent(directory, absent -> new HashSet<>()).add(name);
    }

    /** Where the path leads, noting each link on the way; empty for a ring of links. */
    private Optional<Path> follow(Path path) {
        Path absolute = path.toAbsolutePath();
        Deque<Path> left = new ArrayDeque<>();
        absolute.forEach(left::add);
        Path at = absolute.getRoot();
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.removeFirst().toString();
            if (name.equals(".")) {
                continue;
            }
            Path next = name.equals("..") ? parentOf(at) : at.resolve(name);
            if (!Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            note(at, name);
            if (++links > LINKS) {
                return Optional.empty();
            }
            Path target = target(next);
            prepend(left, target);
            at = target.isAbsolute() ? target.getRoot() : at;
        }
        return Optional.of(at);
    }

    private static void prepend(Deque<Path> left, Path target) {
        for (int i = target.getNameCount() - 1; i >= 0; i--) {
            left.addFirst(target.getName(i));
        }
    }

    private static Path parentOf(Path at) {
        Path parent = at.getParent();
        return parent == null ? at : parent;
    }

    private static String nameOf(Path path) {
        Path name = path.getFileName();
        return name == null ? ANY : name.toString();
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
