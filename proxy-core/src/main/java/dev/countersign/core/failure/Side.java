package dev.countersign.core.failure;

/** Whose doing a failure is. */
public enum Side {
    VIEWER,
    EDGE,
    ORIGIN
}
