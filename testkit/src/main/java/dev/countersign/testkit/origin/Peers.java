package dev.countersign.testkit.origin;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Finds the real programs that tests run against. On a user's machine a missing one skips the test; in CI it fails it. */
public final class Peers {
    /** Where servers live on Debian, and where an unprivileged user's PATH does not look. */
    private static final List<Path> SYSTEM_DIRECTORIES =
            List.of(Path.of("/usr/sbin"), Path.of("/usr/local/sbin"), Path.of("/sbin"));

    private Peers() {}

    /**
     * The program called {@code name}, from PATH or a system directory.
     *
     * @throws AssertionError when it is missing and the environment says {@code CI=true}
     * @throws org.opentest4j.TestAbortedException when it is missing elsewhere
     */
    public static Path require(String name) {
        return search(name, directories(), inContinuousIntegration());
    }

    /**
     * Whether there is a program called {@code name}, for tests that can do without.
     *
     * @throws AssertionError when it is missing and the environment says {@code CI=true}
     */
    public static boolean isThere(String name) {
        return inContinuousIntegration()
                ? Files.isExecutable(require(name))
                : find(name, directories()).isPresent();
    }

    private static List<Path> directories() {
        String path = System.getenv().getOrDefault("PATH", "");
        Stream<Path> searched = Stream.concat(
                Arrays.stream(path.split(File.pathSeparator))
                        .filter(entry -> !entry.isEmpty())
                        .map(Path::of),
                SYSTEM_DIRECTORIES.stream());
        return searched.toList();
    }

    static Path search(String name, List<Path> directories, boolean mustExist) {
        Optional<Path> found = find(name, directories);
        demand(found.isPresent(), "'" + name + "' is not installed: not in " + directories, mustExist);
        return found.orElseThrow();
    }

    private static Optional<Path> find(String name, List<Path> directories) {
        return directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static boolean inContinuousIntegration() {
        return "true".equals(System.getenv("CI"));
    }

    static void demand(boolean there, String otherwise, boolean mustExist) {
        if (mustExist && !there) {
            throw new AssertionError("CI=true demands every real peer, but " + otherwise);
        }
        Assumptions.assumeTrue(there, otherwise);
    }
}
