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
        String path = System.getenv().getOrDefault("PATH", "");
        Stream<Path> searched = Stream.concat(
                Arrays.stream(path.split(File.pathSeparator))
                        .filter(entry -> !entry.isEmpty())
                        .map(Path::of),
                SYSTEM_DIRECTORIES.stream());
        return search(name, searched.toList(), inContinuousIntegration());
    }

    static Path search(String name, List<Path> directories, boolean mustExist) {
        Optional<Path> found = directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
        demand(found.isPresent(), "'" + name + "' is not installed: not in " + directories, mustExist);
        return found.orElseThrow();
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
