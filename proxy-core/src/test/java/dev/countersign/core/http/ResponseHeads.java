package dev.countersign.core.http;

import static dev.countersign.core.http.HeadCase.accepted;
import static dev.countersign.core.http.HeadCase.refused;

import java.util.List;

/** Response heads and their verdicts; the limit is {@link #HEAD_LIMIT}. */
final class ResponseHeads {
    static final int HEAD_LIMIT = 32_768;

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    private ResponseHeads() {}

    static List<HeadCase> all() {
        String fits = OK + "A: ";
        int room = HEAD_LIMIT - fits.length() - "\r\n\r\n".length();
        return List.of(
                accepted("RFC 9112 4", OK + "\r\n"),
                accepted("RFC 9112 4, no Host needed", OK + "Server: x\r\n\r\n"),
                accepted("RFC 9112 4, empty reason", "HTTP/1.1 200 \r\n\r\n"),
                accepted("many origins, no reason and no space", "HTTP/1.1 200\r\n\r\n"),
                accepted("RFC 9112 4, reason", "HTTP/1.1 404 Not \u00e9 Found\t!\r\n\r\n"),
                accepted("RFC 9112 4, 1.0", "HTTP/1.0 200 OK\r\n\r\n"),
                accepted("RFC 9110 15", "HTTP/1.1 100 Continue\r\n\r\n"),
                accepted("RFC 9110 15", "HTTP/1.1 599 x\r\n\r\n"),
                accepted("RFC 9110 8.6", BodyFraming.LENGTH, OK + "Content-Length: 7\r\n\r\n"),
                accepted("RFC 9112 6.1", BodyFraming.CHUNKED, OK + CHUNKED + "\r\n"),
                accepted("head of 32,768", fits + "b".repeat(room) + "\r\n\r\n"),
                refused(HeadProblem.HEAD_TOO_LARGE, "head of 32,769", fits + "b".repeat(room + 1) + "\r\n\r\n"),
                refused(HeadProblem.TOO_MANY_FIELDS, "our bound", OK + "a:\r\n".repeat(257) + "\r\n"),
                refused(HeadProblem.STATUS_LINE, "RFC 9110 15", "HTTP/1.1 099 x\r\n\r\n"),
                refused(HeadProblem.STATUS_LINE, "RFC 9110 15", "HTTP/1.1 600 x\r\n\r\n"),
                refused(HeadProblem.STATUS_LINE, "RFC 9112 4", "HTTP/1.1 20 OK\r\n\r\n"),
                refused(HeadProblem.STATUS_LINE, "RFC 9112 4", "HTTP/1.1 2000 OK\r\n\r\n"),
                refused(HeadProblem.STATUS_LINE, "RFC 9112 4", "HTTP/1.1 2x0 OK\r\n\r\n"),
                refused(HeadProblem.STATUS_LINE, "RFC 9112 4", "HTTP/1.1  200 OK\r\n\r\n"),
                refused(HeadProblem.STATUS_LINE, "RFC 9112 4", "HTTP/1.1\t200 OK\r\n\r\n"),
                refused(HeadProblem.STATUS_LINE, "RFC 9112 4", "HTTP/1.1 200\tOK\r\n\r\n"),
                refused(HeadProblem.STATUS_LINE, "RFC 9112 4, control", "HTTP/1.1 200 O\u0000K\r\n\r\n"),
                refused(HeadProblem.STATUS_LINE, "RFC 9112 4, nothing", "HTTP/1.1\r\n\r\n"),
                refused(HeadProblem.VERSION, "RFC 9112 2.3", "HTTP/1.2 200 OK\r\n\r\n"),
                refused(HeadProblem.VERSION, "RFC 9112 2.3", "ICY 200 OK\r\n\r\n"),
                refused(HeadProblem.VERSION, "RFC 9112 2.3, leading line", "\r\n" + OK + "\r\n"),
                refused(HeadProblem.VERSION_UNSUPPORTED, "RFC 9112 2.3", "HTTP/2.0 200 OK\r\n\r\n"),
                refused(HeadProblem.LINE_END, "RFC 9112 2.2", "HTTP/1.1 200 OK\n\r\n"),
                refused(HeadProblem.LINE_END, "RFC 9112 2.2", "HTTP/1.1 200 O\rK\r\n\r\n"),
                refused(HeadProblem.LINE_END, "RFC 9112 2.2", OK + "A: b\n\r\n"),
                refused(HeadProblem.FOLDED_LINE, "RFC 9112 5.2", OK + "A: b\r\n c\r\n\r\n"),
                refused(HeadProblem.FIELD_NAME, "RFC 9112 5.1", OK + "A : b\r\n\r\n"),
                refused(HeadProblem.FIELD_NAME, "RFC 9112 5", OK + ": b\r\n\r\n"),
                refused(HeadProblem.FIELD_VALUE, "RFC 9110 5.5", OK + "A: \u0000\r\n\r\n"),
                refused(HeadProblem.LENGTH_AND_CODING, "RFC 9112 6.1", OK + CHUNKED + "Content-Length: 7\r\n\r\n"),
                refused(HeadProblem.CODING_ON_HTTP_1_0, "RFC 9112 6.1", "HTTP/1.0 200 OK\r\n" + CHUNKED + "\r\n"),
                refused(HeadProblem.CODING_REPEATED, "RFC 9112 6.1", OK + CHUNKED + CHUNKED + "\r\n"),
                refused(
                        HeadProblem.CODING_NOT_CHUNKED,
                        "CloudFront: only chunked",
                        OK + "Transfer-Encoding: gzip\r\n\r\n"),
                refused(
                        HeadProblem.CODING_UNSUPPORTED,
                        "CloudFront: only chunked",
                        OK + "Transfer-Encoding: gzip, chunked\r\n\r\n"),
                refused(
                        HeadProblem.CONTENT_LENGTH_REPEATED,
                        "RFC 9112 6.3 item 5",
                        OK + "Content-Length: 7\r\nContent-Length: 7\r\n\r\n"),
                refused(HeadProblem.CONTENT_LENGTH, "RFC 9110 8.6", OK + "Content-Length: 7, 7\r\n\r\n"));
    }
}
