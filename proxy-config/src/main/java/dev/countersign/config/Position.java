package dev.countersign.config;

/**
 * Where a value stands in a configuration file.
 *
 * @param file the file's name as the operator gave it
 * @param line 1-based
 * @param column 1-based
 * @param keyPath dotted path with list indices, as {@code distributions[0].origins[1].domainName}; empty for the file itself
 */
public record Position(String file, int line, int column, String keyPath) {
    /** The same place under another name. */
    public Position withKeyPath(String otherKeyPath) {
        return new Position(file, line, column, otherKeyPath);
    }

    /** Where {@code key} would stand if it were in the mapping that stands here. */
    public Position member(String key) {
        return withKeyPath(keyPath.isEmpty() ? key : keyPath + "." + key);
    }

    /** The key path without indices, as {@code distributions[].origins[].domainName}. */
    public String keyPattern() {
        return keyPath.replaceAll("\\[\\d+]", "[]");
    }

    /** This line as told at {@code reader}: {@code line 7}, or {@code line 7 of shop.json}. */
    public String lineFor(Position reader) {
        return reader.file.equals(file) ? "line " + line : "line " + line + " of " + file;
    }

    @Override
    public String toString() {
        String place = file + ":" + line + ":" + column;
        return keyPath.isEmpty() ? place : place + " " + keyPath;
    }
}
