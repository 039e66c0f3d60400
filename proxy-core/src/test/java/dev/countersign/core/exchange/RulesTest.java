package dev.countersign.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.HeadParser;
import dev.countersign.core.http.ParseResult;
import dev.countersign.core.tls.asking.NginxPage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exchange's leaves, each alone. */
final class RulesTest {
    private static Head response(String start, String... lines) {
        return parsed(HeadParser.forResponses(4_096), start + "\r\n", lines);
    }

    private static Head parsed(HeadParser parser, String start, String... lines) {
        Head head = new Head();
        StringBuilder text = new StringBuilder(start);
        for (String line : lines) {
            text.append(line).append("\r\n");
        }
        assertThat(parser.parse(bytes(text + "\r\n"), head)).isEqualTo(ParseResult.COMPLETE);
        return head;
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({
        "100, 1, 1, SWALLOW",
        "100, 1, 0, SWALLOW",
        "100, 2, 1, REFUSE",
        "102, 1, 1, PASS_ON",
        "103, 1, 1, PASS_ON",
        "103, 1, 0, SWALLOW",
        "103, 8, 1, PASS_ON",
        "103, 9, 1, REFUSE",
        "103, 9, 0, REFUSE",
        "199, 1, 1, PASS_ON",
    })
    void interimResponsesHaveTheirRule(int status, int count, int minorVersion, InterimRule rule) {
        assertThat(InterimRule.decide(status, count, minorVersion)).isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK, '', LENGTH, true, false, true",
        "HTTP/1.1 200 OK, '', NONE, true, false, true",
        "HTTP/1.1 200 OK, '', CHUNKED, true, false, true",
        "HTTP/1.1 200 OK, '', UNTIL_CLOSE, true, false, false",
        "HTTP/1.1 200 OK, '', LENGTH, false, false, false",
        "HTTP/1.1 200 OK, '', LENGTH, true, true, false",
        "HTTP/1.1 200 OK, Connection: close, LENGTH, true, false, false",
        "HTTP/1.0 200 OK, '', LENGTH, true, false, false",
        "HTTP/1.0 200 OK, Connection: keep-alive, LENGTH, true, false, true",
    })
    void originConnectionIsKeptOnlyWhenBothMessagesEndedWhereTheySaid(
            String start, String line, BodyFraming framing, boolean requestComplete, boolean behind, boolean kept) {
        Head head = line.isEmpty() ? response(start) : response(start, line);
        assertThat(OriginKeepAlive.mayCarryAnother(head, framing, requestComplete, behind))
                .isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000})
    void nginxComplaintIsRecognisedInPiecesAndOnce(int pieceBytes) {
        CertificateComplaint complaint = new CertificateComplaint();
        for (String page : List.of(NginxPage.REJECTED, NginxPage.MISSING, NginxPage.REJECTED)) {
            complaint.reset();
            int completed = 0;
            for (int from = 0; from < page.length(); from += pieceBytes) {
                String piece = page.substring(from, Math.min(page.length(), from + pieceBytes));
                completed += complaint.isCompletedBy(bytes(piece)) ? 1 : 0;
            }
            assertThat(completed).isEqualTo(1);
            assertThat(complaint.isDecided()).isTrue();
        }
    }

    @Test
    void whateverBeginsOtherwiseIsNoComplaint() {
        for (String page : List.of(NginxPage.REJECTED, NginxPage.MISSING)) {
            String beginning = page.substring(0, page.indexOf("<body>"));
            for (int at = 0; at < beginning.length(); at++) {
                CertificateComplaint complaint = new CertificateComplaint();
                assertThat(complaint.isCompletedBy(bytes(page.substring(0, at))))
                        .isFalse();
                assertThat(complaint.isDecided()).isFalse();
                assertThat(complaint.isCompletedBy(bytes("\u0001" + page.substring(at + 1))))
                        .isFalse();
                assertThat(complaint.isDecided()).isTrue();
                assertThat(complaint.isCompletedBy(bytes(page))).isFalse();
            }
        }
    }

    @Test
    void complaintLeavesThePageUnread() {
        ByteBuf page = bytes(NginxPage.REJECTED);
        assertThat(new CertificateComplaint().isCompletedBy(page)).isTrue();
        assertThat(page.readerIndex()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 400 Bad Request, Content-Type: text/html, true",
        "HTTP/1.1 400 Bad Request, content-type: Text/HTML; charset=utf-8, true",
        "HTTP/1.1 400 Bad Request, Content-Type: text/plain, false",
        "HTTP/1.1 400 Bad Request, X: text/html, false",
        "HTTP/1.1 403 Forbidden, Content-Type: text/html, false",
    })
    void complaintMayFollowWhereNginxWouldWriteOne(String start, String line, boolean may) {
        assertThat(CertificateComplaint.mayFollow(response(start, line))).isEqualTo(may);
    }

    @Test
    void requestIdsAreUniqueAndOpaque() {
        int count = 1_000_000;
        RequestIds ids = new RequestIds();
        Set<String> seen = new HashSet<>(count * 2);
        for (int i = 0; i < count; i++) {
            seen.add(new String(ids.next(), StandardCharsets.US_ASCII));
        }
        assertThat(seen).hasSize(count);
        assertThat(seen.stream().limit(1_000)).allMatch(id -> id.matches("[A-Za-z0-9_-]{24}"));
        assertThat(new String(new RequestIds().next(), StandardCharsets.US_ASCII))
                .isNotIn(seen);
    }
}
