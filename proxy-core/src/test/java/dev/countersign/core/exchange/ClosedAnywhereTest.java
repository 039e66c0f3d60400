package dev.countersign.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The origin closes its connection at every byte of an exchange: of the request's head and body, of the response's head and
 * body. What may not be sent twice, it never sees twice; everything else the viewer does not notice before a response byte.
 */
final class ClosedAnywhereTest {
    private static final String PRIME = "GET /p HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
    private static final String CONTENT = "four";

    @TempDir
    Path directory;

    /** How the origin ends a connection. */
    enum Ending {
        /** Ends its side alone, and reads what still comes. */
        FIN {
            @Override
            int end(RawConnection connection) throws IOException {
                connection.endSending();
                return connection.readToEnd().length;
            }
        },
        RST {
            @Override
            int end(RawConnection connection) throws IOException {
                connection.reset();
                return 0;
            }
        };

        /** Gives how many bytes came afterwards. */
        abstract int end(RawConnection connection) throws IOException;
    }

    /** The origin: fails one request at one byte, and answers every other. */
    private static final class Closing implements ScriptedOrigin.Script {
        private final boolean withContent;
        private final AtomicInteger untilFault = new AtomicInteger();
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger handed = new AtomicInteger();
        private volatile Ending ending = Ending.FIN;
        private volatile int requestBytes = Integer.MAX_VALUE;
        private volatile int closeAt;

        Closing(String method) {
            withContent = method.equals("POST");
        }

        /** The next request fails, or, where {@code pooled}, the one after it on the same connection. */
        void failAt(int position, Ending by, boolean pooled) {
            closeAt = position;
            ending = by;
            answered.set(0);
            handed.set(0);
            untilFault.set(pooled ? 2 : 1);
        }

        @Override
        public void play(RawConnection connection) throws IOException {
            while (untilFault.decrementAndGet() != 0) {
                int before = connection.received().length();
                String head = connection.readHead();
                if (head.startsWith("GET /p ")) {
                    connection.send(HEAD + CONTENT);
                    continue;
                }
                if (withContent) {
                    connection.readExactly(5);
                }
                requestBytes = connection.received().length() - before;
                answered.incrementAndGet();
                connection.send(HEAD.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                        + (head.startsWith("HEAD ") ? "" : CONTENT));
                return;
            }
            int ofRequest = Math.min(closeAt, requestBytes);
            handed.addAndGet(connection.readExactly(ofRequest).length);
            if (closeAt > requestBytes) {
                connection.send((HEAD + CONTENT).substring(0, closeAt - requestBytes));
            }
            handed.addAndGet(ending.end(connection));
        }
    }

    private static String request(String method) {
        boolean withContent = method.equals("POST");
        return method + " /x HTTP/1.1\r\nHost: a\r\n" + (withContent ? "Content-Length: 5\r\n\r\nhello" : "\r\n");
    }

    static List<Arguments> ways() {
        List<Arguments> ways = new ArrayList<>();
        for (String method : List.of("GET", "HEAD", "POST")) {
            for (Ending ending : Ending.values()) {
                ways.add(Arguments.of(method, ending, false));
                ways.add(Arguments.of(method, ending, true));
            }
        }
        return ways;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void requestIsSentTwiceOnlyWhereThatIsHarmlessWhereverTheOriginCloses(String method, Ending ending, boolean pooled)
            throws Exception {
        Closing closing = new Closing(method);
        try (ScriptedOrigin origin = ScriptedOrigin.plain(closing);
                RunningProxy proxy = OneOrigin.plain(origin).start(directory)) {
            try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                viewer.send(request(method)); // tells how long a request is
                assertThat(viewer.readHead()).startsWith("HTTP/1.1 200 ");
                proxy.log().next();
            }
            int responseBytes = HEAD.length() + (method.equals("HEAD") ? 0 : CONTENT.length());
            int end = closing.requestBytes + responseBytes;
            assertThat(end).isBetween(100, 1000);
            for (int position = 0; position <= end; position++) {
                proxy.meters().await("d/o connections", 0);
                closing.failAt(position, ending, pooled);
                new Case(method, position, closing, proxy, pooled).check();
            }
        }
    }

    /** One position. */
    private record Case(String method, int position, Closing closing, RunningProxy proxy, boolean pooled) {
        void check() throws Exception {
            try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                if (pooled) {
                    viewer.send(PRIME);
                    assertThat(viewer.readResponse().text()).isEqualTo(CONTENT);
                    proxy.log().next();
                }
                viewer.send(request(method));
                judge(viewer);
            } catch (AssertionError | IOException failed) {
                throw new AssertionError(this + ": " + failed, failed);
            }
        }

        private void judge(RawConnection viewer) throws Exception {
            int ofResponse = position - closing.requestBytes;
            if (position == 0) {
                beforeTheFirstByte(viewer);
            } else if (ofResponse <= 0) {
                withoutAResponseByte(viewer);
            } else if (ofResponse < HEAD.length()) {
                withinTheResponseHead(viewer);
            } else {
                withinTheContent(viewer, ofResponse - HEAD.length());
            }
        }

        /** Whether the close is known in time is a matter of luck here; what follows from it is not. */
        private void beforeTheFirstByte(RawConnection viewer) throws Exception {
            String head = viewer.readHead();
            LogLine line = proxy.log().next();
            proxy.meters().await("d/o connections", 0);
            if (method.equals("POST") && closing.handed.get() > 0) {
                assertThat(closing.answered).hasValue(0);
            }
            assertThat(head).startsWith(closing.answered.get() == 1 ? "HTTP/1.1 200 " : "HTTP/1.1 502 ");
            assertThat(closing.answered.get()).isLessThanOrEqualTo(1);
            assertThat(line.get("http.response.status_code")).isEqualTo(closing.answered.get() == 1 ? "200" : "502");
        }

        private void withoutAResponseByte(RawConnection viewer) throws Exception {
            boolean again = !method.equals("POST");
            assertThat(viewer.readHead()).startsWith(again ? "HTTP/1.1 200 " : "HTTP/1.1 502 ");
            assertThat(closing.answered).hasValue(again ? 1 : 0);
            LogLine line = proxy.log().next();
            assertThat(line.get("origin.attempts")).isEqualTo(again ? "2" : "1");
            if (again) {
                assertThat(line.get("error.type")).isEmpty();
                assertThat(line.text()).contains("\"origin.history\":[{\"origin\":\"o\",");
            } else {
                assertThat(line.get("error.type")).isIn("origin_closed", "origin_write_failed");
            }
        }

        private void withinTheResponseHead(RawConnection viewer) throws Exception {
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 502 ");
            failedOnce("502");
        }

        private void withinTheContent(RawConnection viewer, int sent) throws Exception {
            if (method.equals("HEAD")) {
                assertThat(viewer.readHead()).startsWith("HTTP/1.1 200 ");
            } else if (sent == CONTENT.length()) {
                assertThat(viewer.readResponse().text()).isEqualTo(CONTENT);
            } else {
                assertThatThrownBy(viewer::readResponse).isInstanceOf(EOFException.class);
                failedOnce("200");
                return;
            }
            assertThat(proxy.log().next().get("error.type")).isEmpty();
            assertThat(closing.answered).hasValue(0);
        }

        private void failedOnce(String status) {
            LogLine line = proxy.log().next();
            assertThat(line.get("http.response.status_code")).isEqualTo(status);
            assertThat(line.get("error.type")).isEqualTo("origin_closed");
            assertThat(line.get("origin.attempts")).isEqualTo("1");
            assertThat(line.text()).doesNotContain("origin.history");
            assertThat(closing.answered).hasValue(0);
        }

        @Override
        public String toString() {
            return method + (pooled ? " on a pooled connection" : "") + " closed by " + closing.ending + " at byte "
                    + position + ", of which " + closing.requestBytes + " are the request";
        }
    }

    /** Known before the first byte of the request was handed over: another connection, and it was no attempt. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST"})
    void closeOfAPooledConnectionThatIsKnownCostsNoAttempt(String method) throws Exception {
        for (Ending ending : Ending.values()) {
            Closing closing = new Closing(method);
            try (ScriptedOrigin origin = ScriptedOrigin.plain(closing);
                    RunningProxy proxy = OneOrigin.plain(origin)
                            .withOrigin("connectionAttempts: 1")
                            .start(directory);
                    RawConnection viewer = RawViewer.plain(proxy.port())) {
                closing.failAt(0, ending, true);
                viewer.send(PRIME);
                assertThat(viewer.readResponse().text()).isEqualTo(CONTENT);
                proxy.log().next();
                proxy.meters().await("d/o connections", 0);
                viewer.send(request(method));
                assertThat(viewer.readHead()).startsWith("HTTP/1.1 200 ");
                LogLine line = proxy.log().next();
                assertThat(line.get("origin.attempts")).isEqualTo("1");
                assertThat(line.text()).doesNotContain("origin.history");
                assertThat(closing.handed).hasValue(0);
            }
        }
    }
}
