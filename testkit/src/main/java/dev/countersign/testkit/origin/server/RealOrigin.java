package dev.countersign.testkit.origin.server;

import dev.countersign.testkit.wire.RawResponse;

/** A running server of some make on {@code 127.0.0.1} that answers every GET with 200 and tells what it saw of its peer. */
public interface RealOrigin extends AutoCloseable {
    /** The port to connect to. */
    int port();

    /** What it saw of who asked for {@code response}. */
    Sighting sighting(RawResponse response);

    /** What it printed so far. */
    String log();

    /** Ends it and waits until it is gone. */
    @Override
    void close();
}
