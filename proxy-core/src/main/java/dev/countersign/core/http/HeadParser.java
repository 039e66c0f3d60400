package dev.countersign.core.http;

/** Being written. */
final class HeadParser {
    private HeadParser() {}
}
