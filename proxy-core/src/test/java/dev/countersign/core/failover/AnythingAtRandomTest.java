package dev.countersign.core.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.JdkContexts;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.asking.NginxPage;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import dev.countersign.testkit.wire.Viewers;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An origin group of a member with two identities and a plain one, error pages from a group of their own, WebSockets: origins
 * answer anything, and viewers ask anything and leave at any moment. Whoever stays gets an answer to its own request, and
 * nothing is left behind.
 */
final class AnythingAtRandomTest {
    private static final int VIEWERS = 6;
    private static final int REQUESTS = Integer.getInteger("countersign.anything", 60);
    private static final String COMPLAINT = NginxPage.REJECTED;
    private static final Pattern TAG = Pattern.compile("X-Tag: ([0-9a-z-]+)");
    private static final int[] STATUSES = {200, 200, 200, 400, 403, 404, 404, 416, 500, 503, 504};
    private static final String ALL_METHODS = "allowedMethods: [GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE]";

    @TempDir
    Path directory;

    private RunningProxy proxy(Partners partners, int a, int b, int p, int q) {
        String pages = List.of(400, 403, 404, 500, 502, 503, 504).stream()
                .map(code -> "{errorCode: %d, responsePagePath: /pages/%d, responseCode: %d}"
                        .formatted(code, code, code == 403 ? 200 : code))
                .toList()
                .toString();
        String plain =
                "      - {id: %s, domainName: o.test, address: 127.0.0.1, connectionAttempts: 2, connectionTimeout: 1,"
                        + " responseCompletionTimeout: 1s, customOriginConfig: {httpPort: %d, originProtocolPolicy: http-only,"
                        + " originReadTimeout: 1}}\n";
        return RunningProxy.start(
                directory,
                Groups.of(
                                        "[400, 404, 502, 503, 504]",
                                        partners.entry("a", a, partners.b, partners.a)
                                                .with("connectionAttempts: 2")
                                                .with("connectionTimeout: 1")
                                                .with("responseCompletionTimeout: 1s")
                                                .withCustom("originReadTimeout: 1"),
                                        OriginEntry.http("b", b).withCustom("originReadTimeout: 1"))
                                .replace("runtime: {eventLoops: 1}", """
                                runtime: {eventLoops: 2}
                                limits: {originConnectionsPerOrigin: 4, waitingRequestsPerOrigin: 3}""")
                                .replace(
                                        "  - id: d\n    origins:\n",
                                        "  - id: d\n    customErrorResponses: " + pages + "\n    origins:\n"
                                                + plain.formatted("p", p) + plain.formatted("q", q))
                                .replace(
                                        "    originGroups: [",
                                        "    originGroups: [{id: hp, members: [p, q], failoverCriteria: [404, 500, 502, 504]}, ")
                                .replace(
                                        "{targetOriginId: ha}",
                                        "{targetOriginId: ha, allowedMethods: [GET, HEAD, OPTIONS],"
                                                + " responseHeadersPolicy: CORS-with-preflight-and-SecurityHeadersPolicy}")
                                .replace("targetOriginId: a}", "targetOriginId: a, " + ALL_METHODS + "}")
                                .replace("targetOriginId: b}", "targetOriginId: b, " + ALL_METHODS + "}")
                        + "      - {pathPattern: '/pages/*', targetOriginId: hp}\n");
    }

    // What origins do.

    private static void serve(RawConnection connection) throws IOException {
        Random random = ThreadLocalRandom.current();
        while (true) {
            String head = connection.readHead();
            Matcher matcher = TAG.matcher(head);
            String tag = matcher.find() ? matcher.group(1) : "page";
            boolean noBody = head.startsWith("HEAD");
            if (head.contains("Upgrade: websocket") && random.nextInt(3) > 0) {
                connection.send("HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Tag: " + tag
                        + "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nearly");
                while (random.nextInt(8) > 0) {
                    connection.send(connection.readExactly(1));
                }
                return;
            }
            int mood = random.nextInt(40);
            Matcher length = Pattern.compile("Content-Length: (\\d+)").matcher(head);
            if (length.find() && mood != 1) {
                connection.readExactly(Integer.parseInt(length.group(1)));
            }
            switch (mood) {
                case 2 -> connection.closed(); // silence
                case 3 -> connection.send("HTTP/1.1 20");
                case 4 -> connection.send("nonsense\r\n\r\n");
                case 5 -> connection.send("HTTP/1.1 404 N\r\nX-Tag: " + tag + "\r\nContent-Length: 50\r\n\r\nhalf");
                case 6 -> connection.send("HTTP/1.1 404 N\r\nX-Tag: " + tag + "\r\n\r\nuntil the close");
                case 7 ->
                    connection.send("HTTP/1.1 404 N\r\nX-Tag: " + tag
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\nHTTP/1.1 200 OK\r\n\r\n");
                case 8 -> {
                    connection.send("HTTP/1.1 200 OK\r\nX-Tag: " + tag + "\r\nContent-Length: 50\r\n\r\nhalf");
                    connection.closed();
                }
                default -> {
                    answer(connection, random, tag, noBody, mood);
                    if (mood > 35 || mood == 1) {
                        return;
                    }
                    continue;
                }
            }
            return;
        }
    }

    private static void answer(RawConnection connection, Random random, String tag, boolean noBody, int mood)
            throws IOException {
        int status = STATUSES[random.nextInt(STATUSES.length)];
        String content = status == 400 && random.nextBoolean() ? COMPLAINT : tag + "x".repeat(random.nextInt(3000));
        if (mood == 10) {
            connection.send("HTTP/1.1 103 Early Hints\r\nX-Tag: " + tag + "\r\n\r\n");
        }
        String head = "HTTP/1.1 " + status + " S\r\nContent-Type: text/html\r\nX-Tag: " + tag
                + "\r\nVary: Origin, X-Y\r\nVary: Cookie\r\n" + "Access-Control-Allow-Origin: *\r\n";
        if (mood == 11 && !noBody) {
            content = tag + "y".repeat(200_000);
        }
        String text = mood < 20
                ? head + "Content-Length: " + content.length() + "\r\n\r\n" + (noBody ? "" : content)
                : head + "Transfer-Encoding: chunked\r\n\r\n"
                        + (noBody
                                ? ""
                                : Integer.toHexString(content.length()) + "\r\n" + content + "\r\n0\r\nX-T: 1\r\n\r\n");
        connection.sendInPieces(text, mood % 2 == 0 ? 40 : 100_000);
    }

    // What viewers do.

    private static String request(Random random, String tag) {
        String fields = " HTTP/1.1\r\nHost: shop.test\r\nX-Tag: " + tag + "\r\nOrigin: https://x.test\r\n";
        String offer = String.join(
                "\r\n",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "");
        String where = List.of("/", "/a/x", "/b/x").get(random.nextInt(3));
        return switch (random.nextInt(9)) {
            case 0 -> "HEAD " + where + fields + "\r\n";
            case 1 -> "OPTIONS " + where + fields + "Access-Control-Request-Method: GET\r\n\r\n";
            case 2 -> "POST /a/x" + fields + "Content-Length: 20000\r\n\r\n" + "p".repeat(20_000);
            case 3 -> "POST /b/x" + fields + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello";
            case 4 -> "GET " + where + fields + offer + "\r\n";
            case 5 -> "POST /" + fields + "Content-Length: 5\r\n\r\nhello"; // 403 and its page
            default -> "GET " + where + fields + "\r\n";
        };
    }

    @Test
    void whoeverStaysGetsAnAnswerToItsOwnRequestAndNothingIsLeft() throws Exception {
        Partners partners = new Partners(directory);
        long seed = System.nanoTime();
        AtomicInteger answered = new AtomicInteger();
        try (ScriptedOrigin a = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, new JdkContexts.Moody(4)),
                        JdkContexts.needing("TLSv1.3"),
                        AnythingAtRandomTest::serve);
                ScriptedOrigin b = ScriptedOrigin.plain(AnythingAtRandomTest::serve);
                ScriptedOrigin p = ScriptedOrigin.plain(AnythingAtRandomTest::serve);
                ScriptedOrigin q = ScriptedOrigin.plain(AnythingAtRandomTest::serve);
                RunningProxy proxy = proxy(partners, a.port(), b.port(), p.port(), q.port())) {
            Viewers.inParallel(VIEWERS, number -> {
                Random random = new Random(seed + number);
                for (int i = 0; i < REQUESTS; i++) {
                    String tag = number + "-" + i + "-";
                    try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                        answered.addAndGet(view(viewer, random, tag));
                    } catch (IOException | AssertionError e) {
                        throw new AssertionError("seed " + seed + ", request " + tag, e);
                    }
                }
            });
            for (String origin : List.of("a", "b", "p", "q")) {
                proxy.meters().await("d/" + origin + " websockets", 0);
                assertThat(proxy.meters().count("d/" + origin + " waiting")).isZero();
            }
            proxy.end();
            for (String origin : List.of("a", "b", "p", "q")) {
                assertThat(proxy.meters().count("d/" + origin + " connections")).isZero();
                assertThat(proxy.meters().count("d/" + origin + " idle")).isZero();
            }
            for (LogLine line : proxy.log().next(answered.get())) {
                assertThatItIsConsistent(line);
            }
            while (!proxy.hasNoWarning()) {
                assertThat(proxy.nextWarning())
                        .as("seed " + seed)
                        .matches("origin d/a( |, shown the client certificate ).*");
            }
        }
    }

    /** What a viewer sees, from its request to its leaving; gives how many answers it got. */
    private static int view(RawConnection viewer, Random random, String tag) throws IOException {
        for (int i = 0; i < 4; i++) {
            String asked = request(random, tag + i);
            if (random.nextInt(6) == 0) {
                viewer.send(asked.substring(0, random.nextInt(asked.length()) + 1));
                if (random.nextBoolean()) {
                    viewer.reset();
                }
                return i;
            }
            try {
                viewer.send(asked);
            } catch (IOException answeredEarly) {
                // What was answered is still to be read.
            }
            if (!goesOn(viewer, asked, tag + i, random)) {
                return i + 1;
            }
        }
        return 4;
    }

    private static boolean goesOn(RawConnection viewer, String asked, String tag, Random random) throws IOException {
        String head = viewer.readHead();
        while (head.startsWith("HTTP/1.1 10") && !head.startsWith("HTTP/1.1 101 ")) {
            head = viewer.readHead();
        }
        Matcher told = TAG.matcher(head);
        if (told.find()) {
            assertThat(told.group(1)).isIn(tag, "page");
        }
        if (head.startsWith("HTTP/1.1 101 ")) {
            assertThat(asked).contains("Upgrade: websocket");
            assertThat(viewer.readExactly(5)).asString().isEqualTo("early");
            viewer.send("z".repeat(random.nextInt(5)));
            return false;
        }
        try {
            if (!asked.startsWith("HEAD")) {
                String body = body(viewer, head);
                assertThat(body.startsWith(tag) || !body.matches("(?s)[0-9]+-[0-9]+-[0-9]x.*"))
                        .as(body)
                        .isTrue();
            }
        } catch (EOFException | SocketException cut) {
            return false;
        }
        return !head.contains("Connection: close");
    }

    private static String body(RawConnection viewer, String head) throws IOException {
        if (head.contains("Transfer-Encoding: chunked")) {
            return new String(viewer.readChunked(), StandardCharsets.ISO_8859_1);
        }
        Matcher length = Pattern.compile("Content-Length: (\\d+)").matcher(head);
        assertThat(length.find()).as(head).isTrue();
        return new String(viewer.readExactly(Integer.parseInt(length.group(1))), StandardCharsets.ISO_8859_1);
    }

    private static void assertThatItIsConsistent(LogLine line) {
        String text = line.text();
        boolean history = text.contains("\"origin.history\":");
        if (!line.get("failover.reason").isEmpty()) {
            assertThat(history).as(text).isTrue();
            assertThat(line.get("origin")).as(text).isEqualTo("b");
            assertThat(line.get("origin.mtls.identity")).as(text).isEmpty();
            assertThat(line.get("origin.mtls.fallback")).as(text).isEmpty();
        }
        if (!history && !line.get("origin.attempts").isEmpty()) {
            assertThat(line.get("origin.attempts")).as(text).isIn("0", "1");
        }
        assertThat(line.get("origin")).as(text).isIn("a", "b", "");
    }
}
