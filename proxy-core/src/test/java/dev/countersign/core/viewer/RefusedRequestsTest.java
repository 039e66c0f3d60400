package dev.countersign.core.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are refused as they are: the status, the end of the connection, and an origin that never hears of it. */
final class RefusedRequestsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";

    @TempDir
    Path directory;

    private ScriptedOrigin origin;
    private RunningProxy proxy;

    @BeforeEach
    void start() {
        origin = ScriptedOrigin.plain(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            connection.closed();
        });
        proxy = OneOrigin.plain(origin).start(directory);
    }

    @AfterEach
    void stop() {
        proxy.close();
        origin.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Refused by Netty's codec too.
                POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                POST + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
                POST + "Content-Length: 5, 5\r\n\r\nhello",
                POST + "Content-Length: +0\r\n\r\n",
                POST + "Content-Length:\r\n\r\n",
                POST + "Transfer-Encoding: gzip\r\n\r\n",
                POST + "Transfer-Encoding: chunked, gzip\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET\u000b/ HTTP/1.1\r\nHost: a\r\n\r\n",
                GET + "Name : b\r\n\r\n",
                GET + "Name: b\n\r\n",
                GET + "Name: b\rc\r\n\r\n",
                GET + "Name: b\u0000c\r\n\r\n",
                "\u0001GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                GET + ": b\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n3;a\nabc\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
                // Accepted by Netty's codec.
                GET + "Name: folded\r\n value\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                GET + "Host: b\r\n\r\n",
                GET + "Host: a\r\n\r\n",
                "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
                // And what else is neither one thing nor the other.
                "\r\n" + GET + "\r\n",
                "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / http/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n",
                "GET /\r\n\r\n",
            })
    void malformedRequestIsRefusedAndWhatFollowsIsNoRequest(String request) throws Exception {
        try (RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(request + GET + "\r\n");
            RawResponse page = viewer.readResponse();
            assertThat(page.status()).isEqualTo(400);
            assertThat(page.header("connection")).containsExactly("close");
            assertThat(viewer.closed()).isTrue();
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("malformed_request");
            assertThat(line.get("http.response.status_code")).isEqualTo("400");
            assertThat(page.text()).doesNotContain(line.get("error.message"));
            assertThat(proxy.log().isEmpty()).isTrue();
            assertThat(origin.connections()).isLessThanOrEqualTo(request.contains("chunked\r\n\r\n") ? 1 : 0);
        }
    }

    @Test
    void otherVersionsAndCodingsHaveTheirOwnStatus() throws Exception {
        refused("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, "version_not_supported");
        refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "version_not_supported");
        refused(POST + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501, "coding_not_supported");
    }

    /** FW-4. */
    @Test
    void urlOf8192BytesPassesAndOneMoreIsRefused() throws Exception {
        passes("GET /" + "a".repeat(8_191) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        refused("GET /" + "a".repeat(8_192) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414, "target_too_long");
    }

    /** FW-4. */
    @Test
    void headOf32768BytesPassesAndOneMoreIsRefused() throws Exception {
        String start = GET + "X: ";
        passes(start + "x".repeat(32_768 - start.length() - 4) + "\r\n\r\n");
        refused(start + "x".repeat(32_769 - start.length() - 4) + "\r\n\r\n", 494, "head_too_large");
    }

    @Test
    void hundredsOfFieldsPassAndThousandsAreRefused() throws Exception {
        passes(GET + "a: b\r\n".repeat(255) + "\r\n");
        refused(GET + "a: b\r\n".repeat(5_000) + "\r\n", 494, "head_too_large");
    }

    private void passes(String request) throws Exception {
        try (RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(request);
            assertThat(viewer.readResponse().status()).isEqualTo(200);
            assertThat(proxy.log().next().get("error.type")).isEmpty();
        }
    }

    private void refused(String request, int status, String type) throws Exception {
        try (RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(request);
            RawResponse page = viewer.readResponse();
            assertThat(page.status()).isEqualTo(status);
            assertThat(viewer.closed()).isTrue();
            assertThat(proxy.log().next().get("error.type")).isEqualTo(type);
        }
    }

    @Test
    void headRequestIsRefusedWithoutABody() throws Exception {
        try (RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("HEAD / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
            assertThat(viewer.readHead())
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("Content-Length: ");
            assertThat(viewer.readToEnd()).isEmpty();
        }
    }
}
