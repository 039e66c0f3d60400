package dev.countersign.config.yaml;

import dev.countersign.config.yaml.YamlNode.Mapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One file being read: what all its values share.
 *
 * @param baseDirectory relative paths start here
 * @param environment where {@code ${env:...}} looks
 * @param unavailable keys that do nothing yet, by path with {@code []} for any index, each with the values that
 *     describe what runs without them
 * @param spelling how the file calls the keys
 * @param texts what is in memory already of files that values may name, by absolute path
 * @param files told of every file whose content becomes part of the configuration, also of one that cannot be read
 */
public record Reading(
        Problems problems,
        Path baseDirectory,
        Map<String, String> environment,
        Map<String, List<String>> unavailable,
        Spelling spelling,
        Map<Path, String> texts,
        Set<Path> files) {
    public Reading(
            Problems problems,
            Path baseDirectory,
            Map<String, String> environment,
            Map<String, List<String>> unavailable,
            Map<Path, String> texts,
            Set<Path> files) {
        this(problems, baseDirectory, environment, unavailable, Spelling.AS_IT_IS, texts, files);
    }

    /** Reads by {@code section} what has been put together from a document of that spelling. */
    public <T> T translation(Mapping translated, Spelling spelledThere, Function<Fields, T> section) {
        Reading there = new Reading(problems, baseDirectory, Map.of(), unavailable, spelledThere, texts, files);
        Fields fields = new Fields(translated, there);
        T result = section.apply(fields);
        fields.reportUnknown();
        return result;
    }

    /**
     * The text of {@code file}; empty with a problem added when it cannot be read.
     *
     * @param name what problems call it
     */
    public Optional<String> text(Path file, String name) {
        return Optional.ofNullable(texts.get(file)).or(() -> SourceText.read(file, name, problems));
    }

    boolean translated() {
        return spelling != Spelling.AS_IT_IS;
    }

    /** Reads the document's root mapping by {@code section}; empty, with problems added, when there is none. */
    public <T> Optional<T> document(String file, String yaml, Function<Fields, T> section) {
        return YamlParser.parse(file, yaml, problems).flatMap(root -> new Value(root, this).mapping(section));
    }
}
