package dev.countersign.core.viewer;

import java.time.Duration;
import java.util.Optional;

/**
 * One bound address, and what its connections get. The address stays as long as it is listened on; how connections are
 * secured may be replaced, for those that are accepted from then on.
 */
public final class Listener {
    private final String name;
    private volatile Optional<Tls> tls;
    private volatile boolean removed;

    /** {@code name} is {@code host:port}, for the log; without {@code tls} it is plain HTTP. */
    public Listener(String name, Optional<Tls> tls) {
        this.name = name;
        this.tls = tls;
    }

    /** Sizes in bytes; the timeout covers the whole handshake. */
    public record Tls(ViewerCertificates certificates, int clientHelloBytes, Duration handshakeTimeout) {}

    public String name() {
        return name;
    }

    /** What a connection that is accepted now gets. */
    public Optional<Tls> tls() {
        return tls;
    }

    /** Connections that are accepted from now on get this. */
    public void secureBy(Optional<Tls> next) {
        tls = next;
    }

    /** It is listened on no more: a connection that was just being accepted is closed. */
    public void remove() {
        removed = true;
    }

    boolean isRemoved() {
        return removed;
    }
}
