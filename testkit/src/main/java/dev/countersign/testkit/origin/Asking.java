package dev.countersign.testkit.origin;

/** Whether a real origin asks for a client certificate, and whether it goes on without one. */
public enum Asking {
    NEVER,
    OPTIONAL,
    REQUIRED
}
