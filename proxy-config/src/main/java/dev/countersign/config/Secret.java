package dev.countersign.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A value that must not be printed: it came, or may have come, from {@code ${file:...}} or {@code ${env:...}}.
 *
 * @param file the absolute path of the one file it is the whole content of, to read it again when the file changes; empty
 *     for a value that was written out, came from the environment, or was put together
 */
public record Secret(String reveal, Optional<Path> file) {
    @Override
    public String toString() {
        return "(hidden)";
    }
}
