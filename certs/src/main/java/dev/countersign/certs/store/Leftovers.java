package dev.countersign.certs.store;

import dev.countersign.certs.Loaded;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a change leaves when it is done or killed, and what no reader looks at: versions that the metadata does not name, and
 * files and folders under the names made here. To be removed by whoever holds the lock.
 */
final class Leftovers {
    private static final String NEW = ".new-";
    private static final String DELETED = ".deleted-";

    /** Not by the beginning alone: whoever names the wrong directory as a store loses nothing. */
    private static final Pattern TEMPORARY =
            Pattern.compile("(?:\\.new-|\\.deleted-)\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private static final Pattern VERSIONED = Pattern.compile("(?:chain|key)-([1-9][0-9]*)\\.pem");

    private Leftovers() {}

    /** A name for something that is not complete yet. */
    static String newName() {
        return NEW + UUID.randomUUID();
    }

    /** A name for something that is gone already. */
    static String deletedName() {
        return DELETED + UUID.randomUUID();
    }

    /**
     * Removes them from the whole store.
     *
     * @return a warning for each place where that failed: a key may lie there
     */
    static List<String> sweep(Path directory) {
        List<String> warnings = new ArrayList<>();
        for (Path entry : entries(directory, warnings)) {
            if (isTemporary(entry)) {
                remove(entry, warnings);
            } else if (!entry.getFileName().toString().startsWith(".")) {
                sweep(new StoreFolder(entry), warnings);
            }
        }
        return warnings;
    }

    /** A folder that is a link, or whose metadata is broken, is its owner's business. */
    private static void sweep(StoreFolder folder, List<String> warnings) {
        if (Files.isDirectory(folder.path(), LinkOption.NOFOLLOW_LINKS)
                && MetadataFile.read(folder.metadata()) instanceof Loaded.Usable<StoredMetadata> metadata) {
            String current = Long.toString(metadata.value().version());
            for (Path entry : entries(folder.path(), warnings)) {
                if (isTemporary(entry) || isAnotherVersion(entry, current)) {
                    remove(entry, warnings);
                }
            }
        }
    }

    private static boolean isAnotherVersion(Path entry, String current) {
        Matcher versioned = VERSIONED.matcher(entry.getFileName().toString());
        return versioned.matches()
                && !versioned.group(1).equals(current)
                && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isTemporary(Path entry) {
        return TEMPORARY.matcher(entry.getFileName().toString()).matches();
    }

    private static List<Path> entries(Path folder, List<String> warnings) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(found::add);
        } catch (IOException | DirectoryIteratorException unreadable) {
            warnings.add(sentence(folder));
        }
        return found;
    }

    private static void remove(Path tree, List<String> warnings) {
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed)
                        throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failed) {
            warnings.add(sentence(tree));
        }
    }

    private static String sentence(Path path) {
        return path + " could not be swept of what earlier changes left, which may include a key: remove it by hand";
    }
}
