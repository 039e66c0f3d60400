package dev.countersign.core.exchange;

import dev.countersign.core.snapshot.Snapshot;

/** How many exchanges of one event loop run under one snapshot: what a snapshot owns is let go of after the last of them. */
final class SnapshotUse {
    private final Snapshot snapshot;
    private int running;
    private Runnable unused = () -> {};

    SnapshotUse(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** A snapshot is itself alone: two with the same contents own different TLS contexts. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(Snapshot other) {
        return snapshot == other;
    }

    void begin() {
        running++;
    }

    void end() {
        running--;
        if (running == 0) {
            unused.run();
        }
    }

    /** No exchange will begin under it any more: {@code action} runs once, now or when the last one ends. */
    void retire(Runnable action) {
        if (running == 0) {
            action.run();
        } else {
            unused = action;
        }
    }
}
