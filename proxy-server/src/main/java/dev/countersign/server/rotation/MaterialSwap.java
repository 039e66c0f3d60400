package dev.countersign.server.rotation;

import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.core.snapshot.Material;
import java.io.IOException;
import java.util.List;

/** Puts other material in force, under the same configuration. */
public interface MaterialSwap {
    /**
     * From the return on, everything that starts runs under these.
     *
     * @throws IOException the TLS engine refuses part of it, or the proxy is about to end; what was in force still is
     */
    void install(List<ListenerSetup> listeners, Material material) throws IOException;
}
