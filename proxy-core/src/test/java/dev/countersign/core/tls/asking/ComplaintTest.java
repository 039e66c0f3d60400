package dev.countersign.core.tls.asking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.JdkContexts;
import dev.countersign.core.tls.MtlsFacts;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.NginxSettings;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rejected_http}: what counts as nginx's complaint about our certificate, and what does not. */
final class ComplaintTest {
    private static final String EVERY_WAY = "dev.countersign.core.tls.Ways#versionsAndEngines";
    private static final String REJECTED = NginxPage.REJECTED;
    private static final String MISSING = NginxPage.MISSING;

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    private static MtlsFacts answered(String outcome, int status) {
        return MtlsFacts.accepted(partners.stranger).withStatus(status).withOutcome(outcome);
    }

    private static NginxOrigin nginx(String version, String... directives) {
        return NginxOrigin.start(NginxSettings.of(partners.originAsking(Asking.REQUIRED, version))
                .withLocations(directives));
    }

    private static RunningProxy proxy(int port, TlsEngine engine) {
        return RunningProxy.start(
                directory, partners.entry("o", port, partners.stranger).alone(), engine);
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void nginxPagePassesByteForByte(String version, TlsEngine engine) throws Exception {
        try (NginxOrigin origin = nginx(version, "server_tokens off;", "gzip on; gzip_min_length 1;");
                RunningProxy proxy = proxy(origin.port(), engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: shop.test\r\nAccept-Encoding: gzip\r\n\r\n");
            RawResponse response = viewer.readResponse();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.header("Content-Encoding")).isEmpty(); // nginx compresses 200, 403 and 404 alone
            assertThat(response.text()).isEqualTo(REJECTED);
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(answered("rejected_http", 400));
        }
    }

    /** There is no page to look at: neither a complaint nor a yes. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void nginxAnswerToHeadIsNotRecognised(String version, TlsEngine engine) throws Exception {
        try (NginxOrigin origin = nginx(version);
                RunningProxy proxy = proxy(origin.port(), engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("HEAD / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 400 ");
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(answered("presented", 400));
        }
    }

    /** nginx's own statuses 495 and 496 name what a page of the operator's replaces; none of them is ever sent. */
    @ParameterizedTest
    @CsvSource({
        "error_page 495 496 /own;, 400, own, accepted",
        "error_page 495 496 =403 /own;, 403, own, accepted",
        "error_page 400 /own;, 400, '', rejected_http",
    })
    void pageOfTheOperatorsOwnIsAnAnswerLikeAnyOther(String directive, int status, String content, String outcome)
            throws Exception {
        try (NginxOrigin origin = nginx(
                        "TLSv1.3",
                        "server_tokens off;",
                        directive,
                        "location = /own { internal; root html; try_files /none @own; }",
                        "location @own { root html; error_page 404 =%d /x; return %d own; }"
                                .formatted(status, status));
                RunningProxy proxy = proxy(origin.port(), TlsEngine.available())) {
            RawResponse response = Asked.get(proxy, "/");
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.text()).isEqualTo(content.isEmpty() ? REJECTED : content);
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(answered(outcome, status));
        }
    }

    private static ScriptedOrigin scripted(SSLParameters parameters, String response, int pieceBytes) {
        return ScriptedOrigin.tls(
                JdkContexts.of(partners.server, new JdkContexts.Accepting(partners.stranger)),
                parameters,
                connection -> {
                    while (true) {
                        connection.readHead();
                        connection.sendInPieces(response, pieceBytes);
                    }
                });
    }

    private static String length(int status, String content) {
        return "HTTP/1.1 " + status + " Said\r\nContent-Type: text/html\r\nContent-Length: " + content.length()
                + "\r\n\r\n" + content;
    }

    private static String chunked(String content, int chunkBytes) {
        StringBuilder text = new StringBuilder(
                "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int from = 0; from < content.length(); from += chunkBytes) {
            String chunk = content.substring(from, Math.min(content.length(), from + chunkBytes));
            text.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return text.append("0\r\n\r\n").toString();
    }

    /** A record for each piece, so that the page comes in many reads. */
    @ParameterizedTest
    @ValueSource(ints = {1, 50, 100_000})
    void complaintIsRecognisedHoweverItIsCut(int pieceBytes) throws Exception {
        for (String content : new String[] {REJECTED, MISSING}) {
            for (String response : new String[] {length(400, content), chunked(content, 9)}) {
                try (ScriptedOrigin origin = scripted(JdkContexts.needing("TLSv1.3"), response, pieceBytes);
                        RunningProxy proxy = proxy(origin.port(), TlsEngine.available());
                        RawConnection viewer = RawViewer.plain(proxy.port())) {
                    assertThat(Asked.get(viewer, "/").text()).isEqualTo(content);
                    assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(answered("rejected_http", 400));
                    assertThat(Asked.get(viewer, "/").text()).isEqualTo(content);
                    assertThat(proxy.log().next().get("origin.connection.reused"))
                            .isEqualTo("false");
                }
            }
        }
    }

    /**
     * Another status, a text that is not at the very beginning, or one that is not HTML: an application that repeats what a viewer
     * sent must not be believed to speak of us.
     */
    @Test
    void answersThatOnlyResembleAComplaintAreNone() throws Exception {
        for (String response : new String[] {
            length(403, REJECTED),
            length(200, REJECTED),
            length(400, "x".repeat(600) + REJECTED),
            length(400, ""),
            length(400, "\"" + REJECTED + "\" is no number"),
            length(400, "<html>\r\n<head><title>400 No</title></head>\r\nThe SSL certificate error"),
            length(400, REJECTED.substring(0, 40)),
            length(400, REJECTED).replace("text/html", "text/plain"),
            length(400, REJECTED).replace("Content-Type: text/html\r\n", ""),
        }) {
            try (ScriptedOrigin origin = scripted(JdkContexts.needing("TLSv1.3"), response, 100_000);
                    RunningProxy proxy = proxy(origin.port(), TlsEngine.available())) {
                int status = Asked.get(proxy, "/").status();
                assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(answered("accepted", status));
            }
        }
    }

    /** An application that says so of its own accord, where nobody asked us for anything, with a fallback or without. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void complaintOfAnOriginThatDidNotAskIsItsOwnAffair(boolean fallback) throws Exception {
        try (ScriptedOrigin origin = scripted(JdkContexts.speaking("TLSv1.3"), length(400, REJECTED), 100_000);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        (fallback
                                        ? partners.entry("o", origin.port(), partners.b, partners.a)
                                        : partners.entry("o", origin.port(), partners.b))
                                .alone("runtime: {eventLoops: 1}"));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            assertThat(Asked.get(viewer, "/").text()).isEqualTo(REJECTED);
            assertThat(Asked.get(viewer, "/").text()).isEqualTo(REJECTED);
            for (LogLine line : proxy.log().next(2)) {
                assertThat(MtlsFacts.of(line))
                        .isEqualTo(MtlsFacts.notRequested().withStatus(400));
                assertThat(line.get("origin.attempts")).isEqualTo("1");
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }
}
