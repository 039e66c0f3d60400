package dev.countersign.config.read;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.Reading;
import dev.countersign.config.yaml.SourceText;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a configuration: a valid one, or every problem it has. Never throws because of what a file holds. */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * Reads a file of YAML, at most 8 MiB of UTF-8.
     *
     * @param file relative paths in it start at its directory; problems name it as given here
     * @param environment where {@code ${env:...}} looks
     */
    public static ConfigResult read(Path file, Map<String, String> environment) {
        Problems problems = new Problems();
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        Path directory = parent == null ? absolute : parent;
        return SourceText.read(file, problems)
                .map(yaml -> read(file.toString(), yaml, directory, environment))
                .orElseGet(() -> new ConfigResult.Invalid(problems.inFileOrder(), Set.of()));
    }

    /**
     * Reads YAML that is already in memory.
     *
     * @param name what problems call it
     * @param baseDirectory where relative paths start
     */
    public static ConfigResult read(String name, String yaml, Path baseDirectory, Map<String, String> environment) {
        return read(name, yaml, baseDirectory, environment, Map.of());
    }

    /**
     * The same.
     *
     * @param documents what is in memory already of documents that the YAML names, by absolute path
     */
    public static ConfigResult read(
            String name,
            String yaml,
            Path baseDirectory,
            Map<String, String> environment,
            Map<Path, String> documents) {
        Problems problems = new Problems();
        Set<Path> files = new HashSet<>();
        Reading reading = new Reading(problems, baseDirectory, environment, Unavailable.KEYS, documents, files);
        Optional<ProxyConfig> config = reading.document(name, yaml, ConfigSection::read);
        return problems.isEmpty() && config.isPresent()
                ? new ConfigResult.Valid(config.orElseThrow(), problems.warnings(), files)
                : new ConfigResult.Invalid(problems.inFileOrder(), files);
    }
}
