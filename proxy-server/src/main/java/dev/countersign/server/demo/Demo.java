package dev.countersign.server.demo;

import dev.countersign.server.Daemon;
import dev.countersign.server.log.OperatorLog;
import dev.countersign.server.reload.ConfigurationFiles;
import dev.countersign.server.reload.Prepared;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The demo in its order: certificates and origins, the proxy, one request to each origin, what came of it. */
public final class Demo implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DemoOrigins origins;
    private final LineSink accessLog;
    private final Daemon daemon;

    private Demo(DemoOrigins origins, LineSink accessLog, Daemon daemon) {
        this.origins = origins;
        this.accessLog = accessLog;
        this.daemon = daemon;
    }

    /** Starts everything; an {@link IOException} means that no loopback port is to be had. */
    public static Demo start(Consumer<String> warnings) throws IOException {
        DemoOrigins origins = DemoOrigins.start();
        try {
            LineSink accessLog = new LineSink();
            DemoConfig demo = DemoConfig.of(origins);
            Daemon daemon = Daemon.start(
                    DemoConfig.NAME,
                    new Prepared.Ready(demo.config(), demo.loaded(), ConfigurationFiles.NONE),
                    accessLog,
                    OperatorLog.ofWarnings(warnings));
            return new Demo(origins, accessLog, daemon);
        } catch (IOException | RuntimeException e) {
            origins.close();
            throw e;
        }
    }

    /**
     * Sends a request through the proxy to each origin and prints what came of it.
     *
     * @return whether all went as expected
     */
    public boolean show(PrintWriter out) throws IOException, InterruptedException {
        List<DemoResult> results = new ArrayList<>();
        for (DemoRequest request : DemoRequest.ALL) {
            int status = get(request.path());
            Sighting seen = origins.origin(request).newestSighting(PATIENCE);
            results.add(new DemoResult(
                    request, status, seen, DemoResult.mtlsMembers(accessLog.next(PATIENCE)), origins.wanted(request)));
        }
        new DemoText(out).results(results);
        return results.stream().allMatch(result -> result.surprises().isEmpty());
    }

    /** Prints what to try by hand. */
    public void invite(PrintWriter out) {
        new DemoText(out).invitation(proxyAddress(), daemon.adminAddress());
    }

    @Override
    public void close() throws IOException {
        daemon.stop();
        origins.close();
    }

    private InetSocketAddress proxyAddress() {
        return daemon.addresses().get(0);
    }

    private int get(String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + proxyAddress().getPort() + path)
                        .toURL()
                        .openConnection();
        connection.setReadTimeout((int) PATIENCE.toMillis());
        connection.setRequestProperty("Connection", "close"); // an idle connection would be waited for at the end
        int status = connection.getResponseCode();
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            if (body != null) {
                body.readAllBytes();
            }
        }
        return status;
    }
}
