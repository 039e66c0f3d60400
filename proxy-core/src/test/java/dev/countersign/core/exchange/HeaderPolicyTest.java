package dev.countersign.core.exchange;

import static dev.countersign.core.exchange.Origins.answer;
import static dev.countersign.core.exchange.Origins.answering;
import static dev.countersign.core.exchange.Origins.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.http.Field;
import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which header fields cross, in both directions, as the peers see them. */
final class HeaderPolicyTest {
    /** A row for every name the proxy knows: those of requests that end here, as a viewer sends them. */
    private static final Set<Field> REQUEST_FIELDS_THAT_END_HERE = EnumSet.of(
            Field.CONNECTION,
            Field.EXPECT,
            Field.KEEP_ALIVE,
            Field.PROXY_AUTHENTICATE,
            Field.PROXY_AUTHORIZATION,
            Field.PROXY_CONNECTION,
            Field.TE,
            Field.TRAILER,
            Field.UPGRADE,
            Field.X_AMZ_CF_ID,
            Field.X_FORWARDED_PROTO,
            Field.X_HTTP_METHOD_OVERRIDE,
            Field.X_REAL_IP);

    private static final Set<Field> RESPONSE_FIELDS_THAT_END_HERE = EnumSet.of(
            Field.CONNECTION,
            Field.KEEP_ALIVE,
            Field.PROXY_AUTHENTICATE,
            Field.PROXY_CONNECTION,
            Field.TE,
            Field.TRAILER,
            Field.UPGRADE,
            Field.X_AMZ_CF_ID,
            Field.X_AMZ_CF_POP,
            Field.X_CACHE);

    /** These say where a message goes and ends; they have tests of their own. */
    private static final Set<Field> FRAMING =
            EnumSet.of(Field.HOST, Field.CONTENT_LENGTH, Field.TRANSFER_ENCODING, Field.OTHER);

    @TempDir
    Path directory;

    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

    private ScriptedOrigin listening() {
        return ScriptedOrigin.plain(connection -> {
            while (true) {
                heads.add(connection.readHead());
                connection.send(ok(""));
            }
        });
    }

    /** The head the origin saw for a request with these lines, split. */
    private List<String> seen(OneOrigin configuration, String request) throws Exception {
        try (RunningProxy proxy = configuration.start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(request);
            RawResponse response = viewer.readResponse();
            assertThat(response.status()).isEqualTo(200);
            String head = heads.poll(5, TimeUnit.SECONDS);
            assertThat(head).isNotNull();
            // The id that the origin sees is the one the viewer and the log have.
            assertThat(proxy.log().next().get("request.id"))
                    .isEqualTo(response.header("x-amz-cf-id").get(0));
            assertThat(head)
                    .contains(
                            "\r\nX-Amz-Cf-Id: " + response.header("x-amz-cf-id").get(0) + "\r\n");
            return head.lines().toList();
        }
    }

    private static String get(String target, String... lines) {
        return "GET " + target + " HTTP/1.1\r\nHost: shop.test\r\n" + String.join("", withEnds(lines)) + "\r\n";
    }

    private static List<String> withEnds(String... lines) {
        return Arrays.stream(lines).map(line -> line + "\r\n").toList();
    }

    /** FW-1. */
    @Test
    void everyRequestFieldHasItsRule() throws Exception {
        List<String> lines = new ArrayList<>();
        for (Field field : Field.values()) {
            if (!FRAMING.contains(field)) {
                lines.add(field.label() + ": v-" + field);
            }
        }
        try (ScriptedOrigin origin = listening()) {
            List<String> seen = seen(OneOrigin.plain(origin), get("/", lines.toArray(new String[0])));
            for (Field field : Field.values()) {
                if (FRAMING.contains(field) || field == Field.X_FORWARDED_FOR) {
                    continue;
                }
                String line = field.label() + ": v-" + field;
                assertThat(seen.contains(line)).as(line).isEqualTo(!REQUEST_FIELDS_THAT_END_HERE.contains(field));
            }
            assertThat(seen).contains("X-Forwarded-For: v-X_FORWARDED_FOR,127.0.0.1");
            assertThat(seen).containsOnlyOnce("Connection: Keep-Alive").doesNotHaveDuplicates();
        }
    }

    /** FW-9. */
    @Test
    void everyResponseFieldHasItsRule() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (Field field : Field.values()) {
            if (!FRAMING.contains(field)) {
                lines.append(field.label()).append(": v-").append(field).append("\r\n");
            }
        }
        try (ScriptedOrigin origin =
                        answering("HTTP/1.1 200 OK\r\n" + lines + "X-Own: 1\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(get("/"));
            RawResponse response = viewer.readResponse();
            for (Field field : Field.values()) {
                if (!FRAMING.contains(field)) {
                    assertThat(response.header(field.label()).contains("v-" + field))
                            .as(field.label())
                            .isEqualTo(!RESPONSE_FIELDS_THAT_END_HERE.contains(field));
                }
            }
            assertThat(response.header("x-own")).containsExactly("1");
            assertThat(response.header("via")).containsExactly("v-VIA", "1.1 countersign");
            assertThat(response.header("x-cache")).containsExactly("Miss from countersign");
            assertThat(response.header("x-amz-cf-pop")).containsExactly("local");
            assertThat(response.header("x-amz-cf-id").get(0)).matches("[A-Za-z0-9_-]{24}");
        }
    }

    @Test
    void fieldsNominatedByConnectionEndHereUnlessTheyFrameRouteOrTell() throws Exception {
        try (ScriptedOrigin origin = listening()) {
            List<String> seen = seen(
                    OneOrigin.plain(origin),
                    get(
                            "/",
                            "Connection: x-hop, Host , X-Forwarded-For,,close-not",
                            "X-Hop: a",
                            "X-Forwarded-For: 192.0.2.1",
                            "X-Stays: b"));
            assertThat(seen)
                    .doesNotContain("X-Hop: a")
                    .contains("X-Stays: b")
                    .contains("Host: origin.test:" + origin.port())
                    .contains("X-Forwarded-For: 192.0.2.1,127.0.0.1");
        }
        try (ScriptedOrigin origin = answering(
                        "HTTP/1.1 200 OK\r\nConnection: X-Hop, Content-Length\r\nX-Hop: a\r\nContent-Length: 2\r\n\r\nok");
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(get("/"));
            RawResponse response = viewer.readResponse();
            assertThat(response.text()).isEqualTo("ok");
            assertThat(response.header("x-hop")).isEmpty();
        }
    }

    @Test
    void forwardedForIsOneLineWithTheViewersAddressLast() throws Exception {
        try (ScriptedOrigin origin = listening()) {
            assertThat(seen(OneOrigin.plain(origin), get("/"))).contains("X-Forwarded-For: 127.0.0.1");
            assertThat(seen(
                            OneOrigin.plain(origin),
                            get("/", "X-Forwarded-For: a, b", "X-FORWARDED-FOR: c", "x-forwarded-for:")))
                    .contains("X-Forwarded-For: a, b,c,127.0.0.1")
                    .doesNotContain("X-FORWARDED-FOR: c");
        }
    }

    @Test
    void viaTellsTheVersionOfEachMessage() throws Exception {
        try (ScriptedOrigin origin = listening()) {
            assertThat(seen(OneOrigin.plain(origin), get("/", "Via: 1.1 before")))
                    .contains("Via: 1.1 before", "Via: 1.1 countersign");
            assertThat(seen(OneOrigin.plain(origin), "GET / HTTP/1.0\r\n\r\n"))
                    .contains("GET / HTTP/1.1", "Via: 1.0 countersign");
        }
    }

    /** FW-2. */
    @Test
    void customHeadersReplaceTheViewersInAnySpelling() throws Exception {
        Files.writeString(directory.resolve("token"), "s3cret\n");
        try (ScriptedOrigin origin = listening()) {
            OneOrigin configuration = OneOrigin.plain(origin)
                    .withOrigin("customHeaders: {X-Custom: \"${file:token}\", User-Agent: edge, X-Real-Time: now}");
            List<String> seen = seen(
                    configuration,
                    get(
                            "/",
                            "x-custom: forged",
                            "X-CUSTOM: forged",
                            "x_custom: forged",
                            "X_Forwarded_For: forged",
                            "x_real-time: forged",
                            "x_other: passes",
                            "X_: passes",
                            "User-Agent: viewer"));
            assertThat(seen)
                    .contains("X-Custom: s3cret", "User-Agent: edge", "X-Real-Time: now")
                    .contains("x_other: passes", "X_: passes");
            assertThat(String.join("\n", seen)).doesNotContain("forged").doesNotContain("User-Agent: viewer");
            assertThat(configuration.toString()).doesNotContain("s3cret");
        }
    }

    /**
     * FW-3: names that origins behind a proxy may take for certificate data mean nothing here. An origin that believes one has it
     * excluded, or overwritten by a custom header; this edge writes none of its own.
     */
    @Test
    void fieldsThatImitateACertificateFollowThePolicyAndTheEdgeAddsNone() throws Exception {
        String[] forged = {
            "X-SSL-Client-Cert: forged",
            "X-Client-Cert-Subject: forged",
            "Client-Cert: forged",
            "X-Forwarded-Client-Cert: forged",
            "X-Amzn-Mtls-Clientcert: forged"
        };
        try (ScriptedOrigin origin = listening()) {
            assertThat(seen(OneOrigin.plain(origin), get("/", forged))).contains(forged);
            assertThat(String.join("\n", seen(OneOrigin.plain(origin), get("/"))))
                    .doesNotContainIgnoringCase("cert")
                    .doesNotContainIgnoringCase("ssl");
            String nothing = "originRequestPolicy: {headers: none, cookies: none, queryStrings: none}";
            assertThat(String.join("\n", seen(OneOrigin.plain(origin).withBehavior(nothing), get("/", forged))))
                    .doesNotContain("forged");
            assertThat(seen(
                            OneOrigin.plain(origin).withOrigin("customHeaders: {Client-Cert: none}"),
                            get("/", "Client-Cert: forged", "client_cert: forged")))
                    .contains("Client-Cert: none")
                    .doesNotContain("Client-Cert: forged", "client_cert: forged");
        }
    }

    @Test
    void fieldsOfTheEdgeItselfDoNotCross() throws Exception {
        try (ScriptedOrigin origin = listening()) {
            assertThat(seen(OneOrigin.plain(origin), get("/", "X-Edge-A: 1", "x-edge-b: 2", "X-Edgy: 3")))
                    .contains("X-Edgy: 3")
                    .doesNotContain("X-Edge-A: 1", "x-edge-b: 2");
        }
    }

    @Test
    void valuesCrossByteForByte() throws Exception {
        try (ScriptedOrigin origin = listening()) {
            assertThat(seen(
                            OneOrigin.plain(origin),
                            get("/", "A:b", "C: \u00e9\u0080 \t d", "E:", "Cookie: x=1; y=\"2\"")))
                    .contains("A:b", "C: \u00e9\u0080 \t d", "E:", "Cookie: x=1; y=\"2\"");
        }
    }

    @Test
    void requestLineIsTheOriginsPathBeforeTheRawTarget() throws Exception {
        try (ScriptedOrigin origin = listening()) {
            OneOrigin plain = OneOrigin.plain(origin);
            OneOrigin below = plain.withOrigin("originPath: /base");
            assertThat(seen(plain, get("/a//b/../c%2F%41?q=%20&r=a+b?|c")).get(0))
                    .isEqualTo("GET /a//b/../c%2F%41?q=%20&r=a+b?|c HTTP/1.1");
            assertThat(seen(below, get("/a/../b?c")).get(0)).isEqualTo("GET /base/a/../b?c HTTP/1.1");
            assertThat(seen(plain, get("http://SHOP.test/a?b")).get(0)).isEqualTo("GET /a?b HTTP/1.1");
            assertThat(seen(below, get("http://shop.test?b=/c")).get(0)).isEqualTo("GET /base/?b=/c HTTP/1.1");
            assertThat(seen(plain, get("https://shop.test")).get(0)).isEqualTo("GET / HTTP/1.1");
            assertThat(seen(below, "OPTIONS * HTTP/1.1\r\nHost: shop.test\r\n\r\n")
                            .get(0))
                    .isEqualTo("OPTIONS * HTTP/1.1");
        }
    }

    @Test
    void hostIsTheOriginsNameWithAPortThatIsNotTheUsualOne() throws Exception {
        try (ScriptedOrigin origin = listening()) {
            assertThat(seen(OneOrigin.plain(origin), get("/"))).contains("Host: origin.test:" + origin.port());
        }
    }

    @Test
    void offersOfOtherProtocolsThanWebSocketEndHere() throws Exception {
        try (ScriptedOrigin origin = listening()) {
            assertThat(seen(
                            OneOrigin.plain(origin),
                            get("/", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAA")))
                    .contains("GET / HTTP/1.1")
                    .doesNotContain("Upgrade: h2c", "HTTP2-Settings: AAA");
        }
    }

    @Test
    void requestSentAgainIsTheSame() throws Exception {
        List<String> seen = new ArrayList<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    boolean first = heads.isEmpty();
                    heads.add(connection.readHead());
                    if (!first) {
                        connection.send(ok(""));
                        answer(connection);
                    }
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(get("/", "X-Forwarded-For: a", "Connection: X-Hop", "X-Hop: b"));
            assertThat(viewer.readResponse().status()).isEqualTo(200);
            heads.drainTo(seen);
            assertThat(seen).hasSize(2);
            assertThat(seen.get(1)).isEqualTo(seen.get(0));
        }
    }
}
