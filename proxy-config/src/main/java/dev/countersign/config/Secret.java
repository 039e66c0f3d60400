package dev.countersign.config;

/** A value that must not be printed: it came, or may have come, from {@code ${file:...}} or {@code ${env:...}}. */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "(hidden)";
    }
}
