package dev.countersign.core.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a data plane: what runs may finish, nothing new begins. */
final class DrainTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    Path directory;

    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final CompletableFuture<Void> answer = new CompletableFuture<>();

    /** Answers the path / at once and every other when it is told to. */
    private void play(RawConnection connection) throws IOException {
        while (true) {
            if (!connection.readHead().startsWith("GET / ")) {
                asked.complete(null);
                answer.join();
            }
            connection.send(OK);
        }
    }

    @Test
    void drainFinishesWhatRunsAndClosesTheRest() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::play);
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection silent = RawViewer.plain(proxy.port());
                RawConnection idle = RawViewer.plain(proxy.port());
                RawConnection running = RawViewer.plain(proxy.port())) {
            int port = proxy.port();
            idle.send(GET);
            assertThat(idle.readResponse().status()).isEqualTo(200);
            running.send(GET.replace("/ ", "/slow ") + GET);
            asked.get(5, TimeUnit.SECONDS);
            CompletableFuture<Optional<Boolean>> drained =
                    CompletableFuture.supplyAsync(() -> proxy.drain(Duration.ofSeconds(20)));
            assertThat(idle.closed()).isTrue();
            assertThat(silent.closed()).isTrue();
            assertThatThrownBy(() -> RawViewer.plain(port)).isInstanceOf(IOException.class);
            assertThat(drained).isNotDone();
            answer.complete(null);
            RawResponse last = running.readResponse();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.header("connection")).containsExactly("close");
            assertThat(running.closed()).isTrue();
            idle.cut();
            silent.cut();
            running.cut();
            assertThat(drained.get(10, TimeUnit.SECONDS)).contains(true);
        }
    }

    @Test
    void drainDoesNotWaitForeverForAnExchange() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::play);
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection stuck = RawViewer.plain(proxy.port())) {
            stuck.send(GET.replace("/ ", "/stuck "));
            asked.get(5, TimeUnit.SECONDS);
            assertThat(proxy.drain(Duration.ofSeconds(1))).contains(false);
            proxy.end();
            assertThat(proxy.log().next().get("error.type")).isEqualTo("viewer_left");
            answer.complete(null);
        }
    }
}
