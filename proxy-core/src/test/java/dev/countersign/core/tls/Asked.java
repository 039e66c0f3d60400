package dev.countersign.core.tls;

import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import java.io.IOException;

/** Sends viewers' requests through a proxy. */
public final class Asked {
    private Asked() {}

    /** One GET on a connection of its own. */
    public static RawResponse get(RunningProxy proxy, String path) throws IOException {
        try (RawConnection viewer = RawViewer.plain(proxy.port())) {
            return get(viewer, path);
        }
    }

    public static RawResponse get(RawConnection viewer, String path) throws IOException {
        viewer.send("GET " + path + " HTTP/1.1\r\nHost: shop.test\r\n\r\n");
        return viewer.readResponse();
    }
}
