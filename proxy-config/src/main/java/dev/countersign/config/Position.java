package dev.countersign.config;

/**
 * Where a value stands in a configuration file.
 *
 * @param file the file's name as the operator gave it
 * @param line 1-based
 * @param column 1-based
 * @param keyPath dotted path with list indices, as {@code distributions[0].origins[1].domainName}
 */
public record Position(String file, int line, int column, String keyPath) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + " " + keyPath;
    }
}
