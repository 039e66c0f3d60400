package dev.countersign.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.asking.NginxPage;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import dev.countersign.testkit.wire.Viewers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An origin that rejects either identity at any moment, and viewers that send every kind of request and leave at any
 * moment: whoever stays gets one answer, and its own.
 */
final class RejectionsAtRandomTest {
    private static final int VIEWERS = 6;
    private static final int REQUESTS = Integer.getInteger("countersign.rejections", 30);
    private static final int MOST = 64 * 1024;
    private static final int[] SIZES = {0, 1, 1000, 30_000, MOST - 1, MOST, MOST + 1, 300_000};
    private static final String PAGE = NginxPage.REJECTED;

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    private static void serve(RawConnection connection) throws IOException {
        Random random = ThreadLocalRandom.current();
        while (true) {
            String head = connection.readHead();
            int mood = random.nextInt(10);
            if (mood == 0) {
                complain(connection, head, random);
                return;
            } else if (mood == 1 && head.contains("Content-Length: ")) {
                connection.readExactly(length(head) / 2);
                complain(connection, head, random);
                return;
            } else if (mood == 2) {
                return; // closed without an answer
            }
            byte[] body = body(connection, head);
            String path = head.substring(head.indexOf('/'), head.indexOf(" HTTP"));
            String seen = path + " " + body.length + " " + Arrays.hashCode(body);
            boolean bodiless = head.startsWith("HEAD");
            if (mood == 3) {
                complain(connection, head, random);
                return;
            }
            String status = mood == 4 ? "400 Bad Request" : "200 OK";
            String response = mood == 5 && !bodiless
                    ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(seen.length())
                            + "\r\n" + seen + "\r\n0\r\n\r\n"
                    : "HTTP/1.1 " + status + "\r\nContent-Type: text/html\r\nContent-Length: " + seen.length()
                            + "\r\n\r\n" + (bodiless ? "" : seen);
            connection.sendInPieces(response, random.nextBoolean() ? 7 : 10_000);
        }
    }

    private static void complain(RawConnection connection, String request, Random random) throws IOException {
        boolean keeps = random.nextInt(4) == 0;
        String head = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: " + PAGE.length() + "\r\n"
                + (keeps ? "" : "Connection: close\r\n") + "\r\n";
        connection.sendInPieces(head + PAGE, random.nextBoolean() ? 20 : 10_000);
        if (request.contains("chunked") || request.contains("Content-Length: ")) {
            connection.readToEnd(); // as nginx lingers: closing over unread content resets what was just sent
        }
    }

    private static int length(String head) {
        return Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
    }

    private static byte[] body(RawConnection connection, String head) throws IOException {
        if (head.contains("chunked")) {
            return connection.readChunked();
        }
        return head.contains("Content-Length: ") ? connection.readExactly(length(head)) : new byte[0];
    }

    /** One request, and what its answer says when it arrived unharmed. */
    private record Asking(String text, boolean bodiless, String seen) {
        static Asking any(Random random, String path) {
            int kind = random.nextInt(6);
            if (kind < 2) {
                String method = kind == 0 ? "GET" : "HEAD";
                return new Asking(
                        method + " " + path + " HTTP/1.1\r\nHost: shop.test\r\n\r\n", kind == 1, path + " 0 1");
            }
            int size = SIZES[random.nextInt(SIZES.length)];
            StringBuilder body = new StringBuilder(size);
            for (int i = 0; i < size; i++) {
                body.append((char) ('a' + random.nextInt(26)));
            }
            String seen =
                    path + " " + size + " " + Arrays.hashCode(body.toString().getBytes(StandardCharsets.ISO_8859_1));
            String start = "POST " + path + " HTTP/1.1\r\nHost: shop.test\r\n";
            return new Asking(
                    kind < 4
                            ? start + "Content-Length: " + size + "\r\n\r\n" + body
                            : start + "Transfer-Encoding: chunked\r\n\r\n" + chunks(body, 1 + random.nextInt(20_000)),
                    false,
                    seen);
        }

        private static String chunks(StringBuilder body, int most) {
            StringBuilder text = new StringBuilder();
            for (int from = 0; from < body.length(); from += most) {
                String piece = body.substring(from, Math.min(body.length(), from + most));
                text.append(Integer.toHexString(piece.length()))
                        .append("\r\n")
                        .append(piece)
                        .append("\r\n");
            }
            return text.append("0\r\n\r\n").toString();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#versionsAndEngines")
    void whoeverStaysGetsItsOwnAnswer(String version, TlsEngine engine) throws Exception {
        long seed = System.nanoTime();
        AtomicInteger answered = new AtomicInteger();
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, new JdkContexts.Moody(3)),
                        JdkContexts.needing(version),
                        RejectionsAtRandomTest::serve);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.b, partners.a)
                                .with("connectionAttempts: 1")
                                .alone("runtime: {eventLoops: 2}", "limits: {originConnectionsPerOrigin: 4}"),
                        engine)) {
            Viewers.inParallel(VIEWERS, number -> {
                Random random = new Random(seed + number);
                for (int i = 0; i < REQUESTS; i++) {
                    try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                        answered.addAndGet(view(viewer, random, "/" + number + "-" + i));
                    } catch (IOException e) {
                        throw new AssertionError("seed " + seed + ", request " + i, e);
                    }
                }
            });
            proxy.meters().awaitRest("d/o"); // what the end would cut in its handshake has no outcome to count
            proxy.end();
            assertThat(proxy.meters().count("d/o connections")).isZero();
            assertThat(proxy.meters().count("d/o waiting")).isZero();
            assertThat(proxy.meters().count("d/o idle")).isZero();
            assertThat(handshakes(proxy))
                    .as("each counts once")
                    .isEqualTo(proxy.meters().count("d/o opened"));
            for (LogLine line : proxy.log().next(answered.get())) {
                assertThatItIsTrue(line);
            }
        }
    }

    /** What a viewer sees, from its request to its leaving; gives how many answers it got. */
    private static int view(RawConnection viewer, Random random, String path) throws IOException {
        Asking first = Asking.any(random, path + "a");
        Asking second = Asking.any(random, path + "b");
        boolean leaves = random.nextInt(5) == 0;
        String text = first.text() + (random.nextBoolean() ? second.text() : "");
        boolean pipelined = text.length() > first.text().length();
        if (leaves) {
            viewer.send(text.substring(0, random.nextInt(text.length())));
            if (random.nextBoolean()) {
                viewer.reset();
            }
            return 0;
        }
        try {
            viewer.sendInPieces(text, 1 + random.nextInt(70_000));
        } catch (IOException answeredEarly) {
            // What was answered is still to be read.
        }
        boolean goesOn = check(viewer, first);
        if (pipelined && goesOn) {
            check(viewer, second);
            return 2;
        }
        return 1;
    }

    /** Whether the connection carries another. */
    private static boolean check(RawConnection viewer, Asking asked) throws IOException {
        if (asked.bodiless()) {
            String head = viewer.readHead();
            assertThat(head).matches("(?s)HTTP/1.1 (200|400|502) .*");
            return !head.contains("Connection: close");
        }
        RawResponse response = viewer.readResponse();
        assertThat(response.status()).isIn(200, 400, 502);
        if (response.status() != 502
                && !(response.status() == 400 && response.text().equals(PAGE))) {
            assertThat(response.text()).isEqualTo(asked.seen());
        }
        return !response.header("Connection").contains("close");
    }

    private static long handshakes(RunningProxy proxy) {
        return List.of(
                        "accepted",
                        "accepted_resumed",
                        "presented",
                        "rejected_http",
                        "rejected_silent",
                        "rejected_certificate_unknown",
                        "origin_closed")
                .stream()
                .mapToLong(outcome -> proxy.meters().count("d/o handshake " + outcome))
                .sum();
    }

    private static void assertThatItIsTrue(LogLine line) {
        String identity = line.get("origin.mtls.identity");
        boolean under = line.get("origin.mtls.fallback").equals("true");
        if (!identity.isEmpty()) {
            assertThat(identity).as(line.toString()).isEqualTo(MtlsFacts.sha256(under ? partners.a : partners.b));
            assertThat(line.get("origin.mtls.certificate").startsWith("arn:")).isEqualTo(under);
        }
        String outcome = line.get("origin.mtls.outcome");
        if (line.get("http.response.status_code").equals("200")) {
            assertThat(outcome).as(line.toString()).startsWith("accepted");
        }
        assertThat(line.get("origin.attempts")).as(line.toString()).isIn("1", "2", "");
    }
}
