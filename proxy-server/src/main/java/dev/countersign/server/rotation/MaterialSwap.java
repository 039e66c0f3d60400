package dev.countersign.server.rotation;

import dev.countersign.core.snapshot.Material;
import java.io.IOException;

/** Puts other material in force. */
public interface MaterialSwap {
    /**
     * From the return on, everything that starts runs under {@code material}.
     *
     * @throws IOException the TLS engine refuses part of it, or the proxy is about to end; what was in force still is
     */
    void install(Material material) throws IOException;
}
