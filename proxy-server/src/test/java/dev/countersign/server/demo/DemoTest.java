package dev.countersign.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DemoTest {
    private static final DemoResult AS_EXPECTED = new DemoResult(
            DemoRequest.PARTNER_A,
            200,
            new Sighting.Certificate("CN=a", "0A"),
            Map.of("presented", "true", "serial", "0A", "outcome", "accepted"),
            new Sighting.Certificate("CN=a", "0A"));

    @Test
    void fourOriginsSeeWhatTheyShould() throws Exception {
        StringWriter text = new StringWriter();
        List<String> warnings = new ArrayList<>();
        try (Demo demo = Demo.start(warnings::add)) {
            assertThat(demo.show(new PrintWriter(text))).as(text.toString()).isTrue();
        }

        assertThat(warnings).isEmpty();
        assertThat(text.toString())
                .containsPattern("/partner-a +yes +200 +CN=edge-for-partner-a +accepted\n")
                .containsPattern("/partner-b +yes +200 +CN=edge-for-partner-b +accepted\n")
                .containsPattern("/open +no +200 +no certificate +not_requested\n")
                .containsPattern("/stranger +yes +502 +a stranger: refused it +rejected_\\w+\n")
                .contains("requested=false presented=false outcome=not_requested\n")
                .endsWith("All four as expected.\n");
        assertThat(text.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void theUrlsItInvitesToAnswer() throws Exception {
        StringWriter text = new StringWriter();
        try (Demo demo = Demo.start(warning -> {})) {
            demo.invite(new PrintWriter(text));
            assertThat(get(text, "/partner-b"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("partner-b saw CN=edge-for-partner-b");
            assertThat(get(text, "/metrics")).contains("origin_tls_handshakes_total{");
        }
    }

    @Test
    void whatIsNotAsExpectedIsNamed() {
        assertThat(AS_EXPECTED.surprises()).isEmpty();
        assertThat(with(502, AS_EXPECTED.seen(), AS_EXPECTED.mtls()).surprises())
                .containsExactly("/partner-a: status 502, expected 200");
        assertThat(with(200, new Sighting.NoCertificate(), AS_EXPECTED.mtls()).surprises())
                .singleElement()
                .asString()
                .startsWith("/partner-a: the origin saw NoCertificate");
        assertThat(with(200, AS_EXPECTED.seen(), Map.of("presented", "false", "serial", "0B", "outcome", "presented"))
                        .surprises())
                .containsExactly(
                        "/partner-a: presented false, expected true",
                        "/partner-a: outcome presented, expected accepted",
                        "/partner-a: serial 0B, expected 0A");
        assertThat(with(200, AS_EXPECTED.seen(), Map.of()).surprises()).hasSize(3);
    }

    @Test
    void membersAreReadFromALogLine() {
        assertThat(
                        DemoResult.mtlsMembers(
                                "{\"origin.mtls.presented\":true,\"x\":\"y\",\"origin.mtls.version\":12,\"origin.mtls.outcome\":\"a\"}"))
                .containsExactly(Map.entry("presented", "true"), Map.entry("version", "12"), Map.entry("outcome", "a"));
    }

    private static DemoResult with(int status, Sighting seen, Map<String, String> mtls) {
        return new DemoResult(AS_EXPECTED.request(), status, seen, mtls, AS_EXPECTED.wanted());
    }

    private static String get(StringWriter invitation, String path) throws IOException {
        Matcher url = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)" + path).matcher(invitation.toString());
        assertThat(url.find()).isTrue();
        try (RawConnection viewer = RawViewer.plain(Integer.parseInt(url.group(1)))) {
            viewer.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            return new String(viewer.readToEnd(), StandardCharsets.UTF_8);
        }
    }
}
