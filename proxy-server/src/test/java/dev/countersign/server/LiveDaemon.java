package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.log.AccessLogSink;
import dev.countersign.server.log.OperatorLog;
import dev.countersign.server.reload.Prepared;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The real daemon in this JVM, its log and its access log kept. */
final class LiveDaemon implements AutoCloseable, OperatorLog {
    private static final long PATIENCE_SECONDS = 8;

    final List<String> warnings = new CopyOnWriteArrayList<>();
    final List<String> accessLog = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<String> news = new LinkedBlockingQueue<>();
    private final Path file;
    private final Daemon daemon;
    private boolean stopped;

    /** Relative paths in {@code yaml} start at {@code directory}. */
    LiveDaemon(Path directory, String yaml) throws IOException {
        this(directory, yaml, true);
    }

    /** One whose access log goes nowhere: half a minute of full load would fill the heap with it. */
    static LiveDaemon forgetting(Path directory, String yaml) throws IOException {
        return new LiveDaemon(directory, yaml, false);
    }

    private LiveDaemon(Path directory, String yaml, boolean keeping) throws IOException {
        file = Files.writeString(directory.resolve("test.yaml"), yaml);
        Prepared prepared = Prepared.from(file);
        assertThat(prepared).isInstanceOf(Prepared.Ready.class);
        daemon = Daemon.start(file, (Prepared.Ready) prepared, new Lines(accessLog, keeping), this);
    }

    int port() {
        return daemon.addresses().get(0).getPort();
    }

    /** Information and warnings, in the order they were told, until one that contains {@code text}. */
    String awaitLine(String text) throws InterruptedException {
        while (true) {
            String line = news.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(line).as("a line with %s", text).isNotNull();
            if (String.valueOf(line).contains(text)) {
                return String.valueOf(line);
            }
        }
    }

    RawResponse get(String path) throws IOException {
        return get(port(), path);
    }

    RawResponse getFrom(int listener, String path) throws IOException {
        return get(port(listener), path);
    }

    int port(int listener) {
        return daemon.addresses().get(listener).getPort();
    }

    /** Writes another configuration over the one it runs under. */
    void write(String yaml) throws IOException {
        Path next = Files.writeString(file.resolveSibling("next.yaml"), yaml);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** As an operator with curl. */
    RawResponse postReload() throws IOException {
        try (RawConnection connection = RawViewer.plain(daemon.adminAddress().getPort())) {
            connection.send("POST /reload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            return connection.readResponse();
        }
    }

    /** Takes the configuration into force; it has to be a good one. */
    void reload(String yaml) throws IOException {
        write(yaml);
        RawResponse answer = postReload();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    List<String> metrics() throws IOException {
        return get(daemon.adminAddress().getPort(), "/metrics").text().lines().toList();
    }

    private static RawResponse get(int port, String path) throws IOException {
        try (RawConnection connection = RawViewer.plain(port)) {
            connection.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            return connection.readResponse();
        }
    }

    @Override
    public void info(String sentence) {
        news.add(sentence);
    }

    @Override
    public void warn(String sentence) {
        warnings.add(sentence);
        news.add(sentence);
    }

    /** Ends it; the access log is complete then. */
    void stop() {
        if (!stopped) {
            stopped = true;
            daemon.stop();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private record Lines(List<String> into, boolean keeping) implements AccessLogSink {
        @Override
        public void write(ByteBuffer lines) {
            byte[] text = new byte[lines.remaining()];
            lines.get(text);
            if (!keeping) {
                return;
            }
            into.addAll(new String(text, StandardCharsets.UTF_8).lines().toList());
        }

        @Override
        public void close() {
            // what was written stays for the test
        }
    }
}
