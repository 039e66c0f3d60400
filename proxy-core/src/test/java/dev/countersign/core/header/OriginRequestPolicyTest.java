package dev.countersign.core.header;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a request an origin request policy sends, as the origin sees it. */
final class OriginRequestPolicyTest {
    private static final String NOTHING = "{headers: none, cookies: none, queryStrings: none}";

    @TempDir
    Path directory;

    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private ScriptedOrigin origin;

    @BeforeEach
    void startOrigin() {
        origin = ScriptedOrigin.plain(connection -> {
            while (true) {
                heads.add(connection.readHead());
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
        });
    }

    @AfterEach
    void stopOrigin() {
        origin.close();
    }

    private OneOrigin under(String policy) {
        return OneOrigin.plain(origin).withBehavior("originRequestPolicy: " + policy);
    }

    /** The lines the origin got. */
    private List<String> seen(OneOrigin configuration, String requestLine, String... lines) throws Exception {
        try (RunningProxy proxy = configuration.start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(requestLine + "\r\n" + String.join("\r\n", lines) + (lines.length > 0 ? "\r\n" : "") + "\r\n");
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 200 ");
            String head = heads.poll(20, TimeUnit.SECONDS);
            assertThat(head).isNotNull();
            return head.lines().toList();
        }
    }

    private static String[] shop(String... lines) {
        List<String> all = new ArrayList<>(List.of("Host: shop.test"));
        all.addAll(Arrays.asList(lines));
        return all.toArray(String[]::new);
    }

    private static List<String> named(String name, List<String> lines) {
        return lines.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .toList();
    }

    /** FW-1: The table "HTTP request headers and CloudFront behavior", column of what no policy selects. */
    @ParameterizedTest
    @CsvSource({
        "Accept, GET, ''",
        "Accept-Charset, GET, ''",
        "Accept-Language, GET, ''",
        "Authorization, GET, ''",
        "Authorization, HEAD, ''",
        "Authorization, OPTIONS, v",
        "Authorization, POST, v",
        "Authorization, PUT, v",
        "Authorization, PATCH, v",
        "Authorization, DELETE, v",
        "Cache-Control, GET, v",
        "Content-MD5, GET, v",
        "Content-Type, GET, v",
        "Cookie, GET, ''",
        "Date, GET, v",
        "Expect, GET, ''",
        "From, GET, v",
        "If-Match, GET, v",
        "If-Modified-Since, GET, v",
        "If-None-Match, GET, v",
        "If-Range, GET, v",
        "If-Unmodified-Since, GET, v",
        "Max-Forwards, GET, v",
        "Origin, GET, v",
        "Pragma, GET, v",
        "Proxy-Authenticate, GET, ''",
        "Proxy-Authorization, GET, ''",
        "Proxy-Connection, GET, ''",
        "Range, GET, v",
        "Referer, GET, ''",
        "Request-Range, GET, v",
        "TE, GET, ''",
        "Trailer, GET, ''",
        "Upgrade, GET, ''",
        "User-Agent, GET, countersign",
        "Via, GET, v",
        "Warning, GET, v",
        "X-Edge-A, GET, ''",
        "X-Forwarded-For, GET, 'v,127.0.0.1'",
        "X-Forwarded-Proto, GET, ''",
        "X-HTTP-Method-Override, GET, ''",
        "X-Real-IP, GET, ''",
        "X-Any-Other, GET, ''",
        "traceparent, GET, v",
        "tracestate, GET, v",
    })
    void fieldsThatNoPolicySelectFollowCloudFrontsTable(String name, String method, String value) throws Exception {
        List<String> seen = named(name, seen(under(NOTHING), method + " / HTTP/1.1", shop(name + ": v")));
        if (name.equals("Via")) {
            assertThat(seen).containsExactly("Via: v", "Via: 1.1 countersign");
        } else {
            assertThat(seen).isEqualTo(value.isEmpty() ? List.of() : List.of(name + ": " + value));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'gzip, deflate, br;q=1.0, zstd', 'br,gzip'",
        "GZIP, gzip",
        "'deflate, br', br",
        "'gzip;q=0, br;q=0.5', br",
        "'gzip; q=0.000', ''",
        "'deflate, *', ''",
        "identity, ''",
    })
    void acceptedCodingsAreToldInOneSpelling(String sent, String told) throws Exception {
        List<String> expected = told.isEmpty() ? List.of() : List.of("Accept-Encoding: " + told);
        assertThat(named("Accept-Encoding", seen(under(NOTHING), "GET / HTTP/1.1", shop("Accept-Encoding: " + sent))))
                .isEqualTo(expected);
        assertThat(named("Accept-Encoding", seen(under(NOTHING), "GET / HTTP/1.0", "Accept-Encoding: " + sent)))
                .isEmpty();
    }

    @Test
    void selectedFieldsCrossAsTheViewerWroteThem() throws Exception {
        String policy = "{headers: {behavior: whitelist, items: [X-A, user-agent, ACCEPT-ENCODING]},"
                + " cookies: none, queryStrings: none}";
        List<String> seen = seen(
                under(policy),
                "GET / HTTP/1.1",
                shop("x-a: 1", "X-A: 2", "X-AB: 3", "X-: 4", "X_A: 5", "User-Agent: v", "Accept-Encoding: zstd, gzip"));
        assertThat(seen)
                .contains("x-a: 1", "X-A: 2", "User-Agent: v", "Accept-Encoding: zstd, gzip")
                .doesNotContain("X-AB: 3", "X-: 4", "X_A: 5", "User-Agent: countersign");
    }

    @Test
    void excludedFieldsDoNotCrossInAnySpelling() throws Exception {
        String policy = "{headers: {behavior: allExcept, items: [Host, X-Role, Origin, Authorization, X-Forwarded-For,"
                + " Accept-Encoding, User-Agent]}, cookies: all, queryStrings: all}";
        List<String> seen = seen(
                under(policy),
                "POST /?a HTTP/1.1",
                shop(
                        "x-role: out",
                        "X_Role: out",
                        "Origin: out",
                        "Authorization: out",
                        "X-Forwarded-For: out",
                        "Accept-Encoding: gzip",
                        "User-Agent: out",
                        "X-Other: in",
                        "X_Other: in",
                        "Cookie: a=b"));
        assertThat(seen)
                .noneMatch(line -> line.endsWith(": out") || line.startsWith("Accept-Encoding"))
                .contains("X-Other: in", "X_Other: in", "Cookie: a=b", "X-Forwarded-For: 127.0.0.1")
                .contains("User-Agent: countersign", "POST /?a HTTP/1.1");
    }

    @Test
    void customHeadersWinOverEveryPolicy() throws Exception {
        OneOrigin configuration = under(NOTHING)
                .withOrigin(
                        "customHeaders: {User-Agent: edge, Accept-Encoding: identity, Origin: o, Authorization: a}");
        List<String> seen = seen(
                configuration,
                "POST / HTTP/1.1",
                shop("User-Agent: v", "Accept-Encoding: gzip", "Origin: v", "Authorization: v"));
        for (String line : List.of("User-Agent: edge", "Accept-Encoding: identity", "Origin: o", "Authorization: a")) {
            assertThat(named(line.substring(0, line.indexOf(':')), seen)).containsExactly(line);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none                               | a=1; b=2       | ",
                "all                                | a=1;b=2; ;c    | a=1;b=2; ;c",
                "{behavior: whitelist, items: [a]}  | a=1; b=2; a=3  | a=1; a=3",
                "{behavior: whitelist, items: [a]}  | A=1; aa=2; =a  | ",
                "{behavior: whitelist, items: [b]}  | a=1;b = 2 ;c=3 | b = 2",
                "{behavior: whitelist, items: [b]}  | a=\"x, b=1\";b | b",
                "{behavior: whitelist, items: [b]}  | b=            | b=",
                "{behavior: whitelist, items: [b]}  | b=c=d         | b=c=d",
                "{behavior: allExcept, items: [a]}  | a=1; b=2;; c   | b=2; c",
                "{behavior: allExcept, items: [a]}  | a; a =1; A=1   | A=1",
                "{behavior: allExcept, items: [a]}  | a=1            | ",
            })
    void cookiesAreSelectedWithinTheirField(String cookies, String sent, String left) throws Exception {
        List<String> seen = seen(
                under("{headers: none, cookies: " + cookies + ", queryStrings: none}"),
                "GET / HTTP/1.1",
                shop("Cookie: " + sent));
        assertThat(named("Cookie", seen)).isEqualTo(left == null ? List.of() : List.of("Cookie: " + left));
    }

    @Test
    void severalCookieLinesBecomeOne() throws Exception {
        List<String> seen = seen(
                under("{headers: none, cookies: {behavior: allExcept, items: [x]}, queryStrings: none}"),
                "GET / HTTP/1.1",
                shop("Cookie: a=1; x=1", "cookie: x=2", "COOKIE: b=2"));
        assertThat(named("Cookie", seen)).containsExactly("Cookie: a=1; b=2");
    }

    @Test
    void cookiesNominatedByConnectionDoNotCross() throws Exception {
        for (String cookies : List.of("all", "{behavior: allExcept, items: [x]}")) {
            List<String> seen = seen(
                    under("{headers: none, cookies: " + cookies + ", queryStrings: none}"),
                    "GET / HTTP/1.1",
                    shop("Connection: cookie", "Cookie: a=1"));
            assertThat(named("Cookie", seen)).as(cookies).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none                                  | /p?a=1&b=2            | /p",
                "none                                  | /p?                   | /p",
                "all                                   | /p?&&a=%20&b=?x&      | /p?&&a=%20&b=?x&",
                "{behavior: whitelist, items: [a]}     | /p?b=2&a=%20+&a=3&c   | /p?a=%20+&a=3",
                "{behavior: whitelist, items: [a]}     | /p?A=1&aa=2&=a        | /p",
                "{behavior: whitelist, items: [a]}     | /p?a                  | /p?a",
                "{behavior: whitelist, items: [a]}     | /p?%61=1&a=2          | /p?%61=1&a=2",
                "{behavior: whitelist, items: ['a b']} | /p?a+b=1&a%20b=2&ab=3 | /p?a+b=1&a%20b=2",
                "{behavior: whitelist, items: [ä]}     | /p?%C3%A4=1&a=2       | /p?%C3%A4=1",
                "{behavior: allExcept, items: [a]}     | /p?a=1&b=2&%61=3&c=a&a| /p?b=2&c=a",
                "{behavior: allExcept, items: [a]}     | /p?%6=1&%zz&a%=2      | /p?%6=1&%zz&a%=2",
                "{behavior: allExcept, items: [a]}     | /p?a=1                | /p",
                "{behavior: allExcept, items: [a]}     | /p                    | /p",
                "{behavior: allExcept, items: [a]}     | /p?b=1?a=2            | /p?b=1?a=2",
            })
    void queryParametersKeepTheirBytesAndOrder(String parameters, String target, String left) throws Exception {
        List<String> seen = seen(
                under("{headers: none, cookies: none, queryStrings: " + parameters + "}"),
                "GET " + target + " HTTP/1.1",
                shop());
        assertThat(seen.get(0)).isEqualTo("GET " + left + " HTTP/1.1");
    }

    @Test
    void managedPolicyIsKnownByItsId() throws Exception {
        List<String> seen = seen(
                under("acba4595-bd28-49b8-b9fe-13317c0390fa"),
                "GET /?a=1 HTTP/1.1",
                shop("User-Agent: v", "Referer: r", "Accept: a", "Cookie: a=1"));
        assertThat(seen)
                .contains("GET / HTTP/1.1", "User-Agent: v", "Referer: r")
                .doesNotContain("Accept: a", "Cookie: a=1");
    }
}
