package dev.countersign.core.exchange;

import static dev.countersign.core.exchange.Origins.answering;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an origin request policy means for responses: CloudFront, "Request and response behavior for custom origins". */
final class CookiesAndVaryTest {
    @TempDir
    Path directory;

    private RawResponse got(String policy, String method, String lines) throws Exception {
        try (ScriptedOrigin origin = answering("HTTP/1.1 200 OK\r\n" + lines + "Content-Length: 0\r\n\r\n");
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withBehavior("originRequestPolicy: " + policy)
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            return viewer.readResponse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AllViewerExceptHostHeader | true",
                "{headers: none, cookies: none, queryStrings: all} | false",
                "{headers: none, cookies: all, queryStrings: none} | true",
                "{headers: none, cookies: {behavior: whitelist, items: [other]}, queryStrings: none} | true",
            })
    void cookiesAreSetOnlyWhereTheOriginGetsSome(String policy, boolean set) throws Exception {
        RawResponse response = got(policy, "GET", "Set-Cookie: a=1\r\nX-A: a\r\nset-cookie: b=2\r\n");
        assertThat(response.header("Set-Cookie")).isEqualTo(set ? List.of("a=1", "b=2") : List.of());
        assertThat(response.header("X-A")).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "AllViewerExceptHostHeader | GET | X-A,  X-B,Accept | X-A,  X-B,Accept",
                "{headers: none, cookies: none, queryStrings: none} | GET | Accept-Encoding, Cookie | Accept-Encoding, Cookie",
                "{headers: none, cookies: none, queryStrings: none} | GET | X-A | -",
                "{headers: none, cookies: none, queryStrings: none} | GET | * | *",
                "{headers: none, cookies: none, queryStrings: none} | GET | ,X-A , ORIGIN,, accept-encoding, User-Agent | ORIGIN, accept-encoding",
                "{headers: none, cookies: none, queryStrings: none} | GET | Authorization | -",
                "{headers: none, cookies: none, queryStrings: none} | POST | Authorization | Authorization",
                "{headers: {behavior: whitelist, items: [X-A, User-Agent]}, cookies: none, queryStrings: none} | GET | x-a, X-B, User-Agent, Host | x-a, User-Agent",
                "{headers: {behavior: allExcept, items: [Host, X-A, Origin]}, cookies: none, queryStrings: none} | GET | X-A, X-B, Origin, Host | X-B",
            })
    void varyNamesOnlyWhatTheOriginGets(String policy, String method, String sent, String told) throws Exception {
        RawResponse response = got(policy, method, "Vary: " + sent + "\r\n");
        assertThat(response.header("Vary")).isEqualTo(told == null ? List.of() : List.of(told));
    }
}
