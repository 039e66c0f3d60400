package dev.countersign.core.storm;

import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Many viewers with one request each, spread over all event loops. */
final class Viewers implements AutoCloseable {
    private final List<RawConnection> connections = new ArrayList<>();

    private Viewers() {}

    /** They have asked for {@code /0}, {@code /1} and so on when this returns; nobody has read yet. */
    static Viewers asking(RunningProxy proxy, int count) throws IOException {
        Viewers viewers = new Viewers();
        for (int i = 0; i < count; i++) {
            RawConnection viewer = RawViewer.plain(proxy.port());
            viewers.connections.add(viewer);
            viewer.send("GET /" + i + " HTTP/1.1\r\nHost: shop.test\r\n\r\n");
        }
        return viewers;
    }

    /** What each of them was answered. */
    List<Integer> statuses() throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (RawConnection viewer : connections) {
            statuses.add(viewer.readResponse().status());
        }
        return statuses;
    }

    @Override
    public void close() {
        connections.forEach(RawConnection::close);
    }
}
