package dev.countersign.server.reload;

import dev.countersign.config.ProxyConfig;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.core.snapshot.Material;
import java.io.IOException;
import java.util.List;

/** Puts configurations, and what they name, in force. */
public interface Installation {
    /**
     * From the return on, everything that starts runs under these.
     *
     * @throws IOException an address cannot be listened on, the TLS engine refuses something, or the proxy is about to end;
     *     what was in force still is
     */
    void install(ProxyConfig config, List<ListenerSetup> listeners, Material material) throws IOException;

    /** The number of the snapshot in force. */
    long snapshot();
}
