package dev.countersign.core.log;

/** Being written. */
final class LogFragments {
    private LogFragments() {}
}
