package dev.countersign.core.http;

import static dev.countersign.core.http.HeadCase.accepted;
import static dev.countersign.core.http.HeadCase.refused;

import java.util.ArrayList;
import java.util.List;

/** Request heads and their verdicts; the limits are {@link #HEAD_LIMIT} and {@link #URL_LIMIT}. */
final class RequestHeads {
    static final int HEAD_LIMIT = 32_768;
    static final int URL_LIMIT = 8_192;

    private static final String GET = "GET / HTTP/1.1\r\nHost: a.example\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a.example\r\n";

    private RequestHeads() {}

    static List<HeadCase> all() {
        List<HeadCase> cases = new ArrayList<>();
        cases.addAll(startLines());
        cases.addAll(targets());
        cases.addAll(lines());
        cases.addAll(hosts());
        cases.addAll(lengths());
        cases.addAll(codings());
        cases.addAll(framingsTogether());
        cases.addAll(limits());
        return cases;
    }

    private static List<HeadCase> startLines() {
        return List.of(
                accepted("RFC 9112 3", GET + "\r\n"),
                accepted("RFC 9112 3, 1.0 without Host", "GET / HTTP/1.0\r\n\r\n"),
                accepted("RFC 9110 9.1, unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n"),
                accepted("RFC 9110 9.1, method is a token", "M-SEARCH!#$%&'*+.^_`|~ / HTTP/1.1\r\nHost: a\r\n\r\n"),
                accepted("RFC 9110 9.1, methods are case-sensitive", "get / HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.METHOD, "RFC 9112 3, D12 tab separator", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.TARGET, "RFC 9112 3, D12 tab separator", "GET /\tHTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.TARGET, "RFC 9112 3, two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.VERSION, "RFC 9112 3, two spaces", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.VERSION, "RFC 9112 3.2, space in target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.VERSION, "RFC 9112 3, trailing space", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
                refused(HeadProblem.METHOD, "RFC 9112 3, leading space", " GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.METHOD, "RFC 9112 2.2, leading empty line", "\r\n" + GET + "\r\n"),
                refused(HeadProblem.METHOD, "RFC 9112 2.2, leading line feed", "\n" + GET + "\r\n"),
                refused(HeadProblem.METHOD, "CVE-2026-50020, D12 leading control", "\u0001" + GET + "\r\n"),
                refused(HeadProblem.METHOD, "CVE-2026-50020, D12 leading NUL", "\u0000" + GET + "\r\n"),
                refused(HeadProblem.METHOD, "TLS on a plain listener", "\u0016\u0003\u0001\u0002\u0000\u0001"),
                refused(
                        HeadProblem.METHOD,
                        "RFC 9112 3, D12 control separator",
                        "GET\u000b/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.TARGET, "RFC 9112 3, D12 control separator", "GET /\fHTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.METHOD, "RFC 9112 3, method is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.METHOD, "RFC 9112 3, no target", "GET\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.TARGET, "HTTP/0.9", "GET /\r\n\r\n"),
                refused(HeadProblem.VERSION, "RFC 9112 2.3, no version", "GET / \r\nHost: a\r\n\r\n"),
                refused(HeadProblem.VERSION, "RFC 9112 2.3, D12 version 1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.VERSION, "RFC 9112 2.3, two digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.VERSION, "RFC 9112 2.3, two digits", "GET / HTTP/11.1\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.VERSION, "RFC 9112 2.3, case", "GET / http/1.1\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.VERSION, "RFC 9112 2.3, other protocol", "GET / ICAP/1.0\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.VERSION, "RFC 9112 2.3, sign", "GET / HTTP/+1.1\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.VERSION_UNSUPPORTED, "RFC 9110 15.6.6", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.VERSION_UNSUPPORTED, "RFC 9110 15.6.6", "GET / HTTP/0.9\r\nHost: a\r\n\r\n"),
                refused(HeadProblem.VERSION_UNSUPPORTED, "RFC 9113 3.4", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    }

    private static List<HeadCase> targets() {
        return List.of(
                accepted("RFC 9112 3.2.1", target("GET", "/a/b?c=d/e?f")),
                accepted("RFC 9112 3.2.1, two slashes", target("GET", "//other.example/a")),
                accepted("RFC 3986 3.3", target("GET", "/-._~!$&'()*+,;=:@%41%ff%Fa")),
                accepted("browsers send these bare", target("GET", "/a|b^c{d}e[f]g\"h<i>j`")),
                accepted("browsers send these bare in queries", target("GET", "/?a=\\&b=100%&c=|^{}[]`")),
                accepted("RFC 9112 3.2.2", target("GET", "http://a.example/b?c")),
                accepted("RFC 9112 3.2.2, case", target("GET", "HTTPS://A.EXAMPLE/b")),
                accepted("RFC 9110 4.2.3, empty path", target("GET", "http://a.example")),
                accepted("RFC 9110 4.2.3, empty path", target("GET", "http://a.example?b=c:d/e")),
                accepted("RFC 9112 3.2.2, 1.0", "GET http://a.example/ HTTP/1.0\r\n\r\n"),
                accepted("RFC 9112 3.2.3", "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n"),
                accepted("RFC 9112 3.2.4", target("OPTIONS", "*")),
                refused(HeadProblem.TARGET, "RFC 3986 2, fragment", target("GET", "/a#b")),
                refused(HeadProblem.TARGET, "RFC 3986 2, fragment in query", target("GET", "/a?b#c")),
                refused(HeadProblem.TARGET, "RFC 3986 2, obs-text", target("GET", "/\u00e9")),
                refused(HeadProblem.TARGET, "RFC 3986 2, obs-text in query", target("GET", "/?\u00e9")),
                refused(HeadProblem.TARGET, "RFC 3986 2, backslash", target("GET", "/a\\..\\b")),
                refused(HeadProblem.TARGET, "RFC 3986 2, NUL", target("GET", "/a\u0000")),
                refused(HeadProblem.TARGET, "RFC 3986 2, DEL", target("GET", "/a\u007f")),
                refused(HeadProblem.TARGET, "RFC 3986 2.1", target("GET", "/a%")),
                refused(HeadProblem.TARGET, "RFC 3986 2.1", target("GET", "/a%4/")),
                refused(HeadProblem.TARGET, "RFC 3986 2.1", target("GET", "/a%4g")),
                refused(HeadProblem.TARGET, "RFC 3986 2.1", target("GET", "/a%%41")),
                refused(HeadProblem.TARGET_FORM, "RFC 9112 3.2, no slash", target("GET", "a/b")),
                refused(HeadProblem.TARGET_FORM, "RFC 9112 3.2, query only", target("GET", "?a")),
                refused(HeadProblem.TARGET_FORM, "RFC 9112 3.2.4, other method", target("GET", "*")),
                refused(HeadProblem.TARGET_FORM, "RFC 9112 3.2.4, more than *", target("OPTIONS", "*a")),
                refused(HeadProblem.TARGET_FORM, "RFC 9112 3.2.4, more than *", target("OPTIONS", "*?a")),
                refused(HeadProblem.TARGET_FORM, "RFC 9112 3.2.3, other method", target("GET", "a.example:443")),
                refused(HeadProblem.TARGET_FORM, "RFC 9112 3.2.3, no port", target("CONNECT", "a.example")),
                refused(HeadProblem.TARGET_FORM, "RFC 9112 3.2.3, empty port", target("CONNECT", "a.example:")),
                refused(HeadProblem.TARGET_FORM, "RFC 9112 3.2.3, a path", target("CONNECT", "/a")),
                refused(HeadProblem.TARGET_FORM, "RFC 9112 3.2.3, a URI", target("CONNECT", "http://a.example/")),
                refused(HeadProblem.TARGET_FORM, "RFC 9110 4.2, scheme", target("GET", "ftp://a.example/b")),
                refused(HeadProblem.TARGET_FORM, "RFC 9110 4.2, scheme", target("GET", "http:/a.example/b")),
                refused(HeadProblem.TARGET_FORM, "RFC 9110 4.2.1, empty host", target("GET", "http:///b")),
                refused(HeadProblem.TARGET_FORM, "RFC 9110 4.2.1, empty host", target("GET", "http://:80/b")),
                refused(HeadProblem.TARGET_FORM, "RFC 9110 4.2.4, user", target("GET", "http://u@a.example/b")),
                refused(HeadProblem.TARGET_FORM, "RFC 9110 4.2.4, user", target("GET", "http://u:p@a.example/b")),
                refused(HeadProblem.HOST_DIFFERS, "RFC 9112 3.2.2, D12", target("GET", "http://b.example/")),
                refused(HeadProblem.HOST_DIFFERS, "RFC 9112 3.2.2, port", target("GET", "http://a.example:80/")),
                refused(
                        HeadProblem.HOST_DIFFERS,
                        "RFC 9112 3.2.2, empty Host",
                        "GET http://a.example/ HTTP/1.1\r\nHost:\r\n\r\n"),
                refused(HeadProblem.HOST_DIFFERS, "RFC 9112 3.2.3", target("CONNECT", "b.example:443")));
    }

    private static List<HeadCase> lines() {
        return List.of(
                accepted("RFC 9112 5, no blank, many blanks", GET + "A:b\r\nC: \t d e \t\r\nE:\r\nF: \t\r\n\r\n"),
                accepted("RFC 9110 5.5, obs-text and tab", GET + "A: \u00e9\u0080\u00ff\tb\r\n\r\n"),
                accepted("RFC 9110 5.1, D12 underscore is a token", GET + "A_B: c\r\n\r\n"),
                accepted("RFC 9110 5.6.2, every token mark", GET + "!#$%&'*+-.^_`|~09azAZ: c\r\n\r\n"),
                accepted("RFC 9110 5.3, repeats", GET + "A: b\r\nA: c\r\n\r\n"),
                refused(HeadProblem.FOLDED_LINE, "RFC 9112 5.2, D12", GET + "A: b\r\n c\r\n\r\n"),
                refused(HeadProblem.FOLDED_LINE, "RFC 9112 5.2, D12", GET + "A: b\r\n\tc\r\n\r\n"),
                refused(HeadProblem.FOLDED_LINE, "RFC 9112 2.2, first line", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
                refused(HeadProblem.FOLDED_LINE, "RFC 9112 2.2, blank last line", GET + " \r\n\r\n"),
                refused(HeadProblem.FIELD_NAME, "RFC 9112 5.1, D12", GET + "A : b\r\n\r\n"),
                refused(HeadProblem.FIELD_NAME, "RFC 9112 5.1, tab", GET + "A\t: b\r\n\r\n"),
                refused(
                        HeadProblem.FIELD_NAME,
                        "RFC 9112 5.1, D12 before TE",
                        POST + "Transfer-Encoding : chunked\r\n\r\n"),
                refused(HeadProblem.FIELD_NAME, "CVE-2023-25725, D12 empty name", GET + ": b\r\n\r\n"),
                refused(HeadProblem.FIELD_NAME, "RFC 9112 5, no colon", GET + "A\r\n\r\n"),
                refused(HeadProblem.FIELD_NAME, "RFC 9112 5, two words", GET + "A B: c\r\n\r\n"),
                refused(HeadProblem.FIELD_NAME, "RFC 9110 5.6.2", GET + "A(b): c\r\n\r\n"),
                refused(HeadProblem.FIELD_NAME, "RFC 9110 5.6.2, obs-text", GET + "\u00e9: c\r\n\r\n"),
                refused(HeadProblem.FIELD_NAME, "RFC 9110 5.6.2, NUL", GET + "A\u0000: c\r\n\r\n"),
                refused(HeadProblem.FIELD_VALUE, "RFC 9110 5.5, D12 NUL", GET + "A: b\u0000c\r\n\r\n"),
                refused(HeadProblem.FIELD_VALUE, "RFC 9110 5.5, control", GET + "A: b\u0001\r\n\r\n"),
                refused(HeadProblem.FIELD_VALUE, "RFC 9110 5.5, vertical tab", GET + "A: \u000bb\r\n\r\n"),
                refused(HeadProblem.FIELD_VALUE, "RFC 9110 5.5, DEL", GET + "A: b\u007f\r\n\r\n"),
                refused(HeadProblem.LINE_END, "RFC 9112 2.2, D12 bare CR", GET + "A: b\rc\r\n\r\n"),
                refused(HeadProblem.LINE_END, "RFC 9112 2.2, D12 bare CR", GET + "A: b\r\r\n\r\n"),
                refused(HeadProblem.LINE_END, "RFC 9112 2.2, D12 bare LF", GET + "A: b\n\r\n"),
                refused(HeadProblem.LINE_END, "RFC 9112 2.2, bare LF then CL", GET + "A: b\nContent-Length: 5\r\n\r\n"),
                refused(HeadProblem.LINE_END, "RFC 9112 2.2, bare LF", "GET / HTTP/1.1\nHost: a\r\n\r\n"),
                refused(HeadProblem.LINE_END, "RFC 9112 2.2, bare CR", "GET / HTTP/1.1\rHost: a\r\n\r\n"),
                refused(HeadProblem.LINE_END, "RFC 9112 2.2, last line", GET + "\n"),
                refused(HeadProblem.LINE_END, "RFC 9112 2.2, last line", GET + "\rA"));
    }

    private static final List<String> ILLEGAL_HOSTS = List.of(
            "a b",
            "a,b",
            "a, b",
            "u@a",
            "a/",
            "a/b",
            "a?b",
            "a#b",
            "a\\b",
            "a:b",
            "a:80:80",
            "a:65536",
            "a:99999999999",
            "a:-1",
            ":80",
            ":",
            "[",
            "[]",
            "[::1",
            "[::1]x",
            "[::1]:x",
            "[fe80::1%25eth0]",
            "[v1.a]",
            "[abc]",
            "::1",
            "a%41",
            "a;b",
            "a\tb",
            "\u00e9",
            "http://a",
            "*",
            "*.a",
            "a\"b");

    private static List<HeadCase> hosts() {
        List<HeadCase> cases = new ArrayList<>(List.of(
                refused(HeadProblem.HOST_MISSING, "RFC 9112 3.2, D12", "GET / HTTP/1.1\r\nA: b\r\n\r\n"),
                refused(HeadProblem.HOST_REPEATED, "RFC 9112 3.2, D12", GET + "Host: b.example\r\n\r\n"),
                refused(HeadProblem.HOST_REPEATED, "RFC 9112 3.2, equal", GET + "hOST: a.example\r\n\r\n"),
                refused(
                        HeadProblem.HOST_REPEATED,
                        "RFC 9112 3.2, 1.0",
                        "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n")));
        for (String legal : List.of(
                "",
                "a",
                "A.Example.",
                "a_b.example",
                "a:80",
                "a:",
                "a:65535",
                "a:000080",
                "127.0.0.1:8443",
                "[::1]",
                "[2001:db8::192.0.2.1]:443",
                "xn--bcher-kva.example")) {
            cases.add(accepted("RFC 9110 7.2", host(legal)));
        }
        for (String illegal : ILLEGAL_HOSTS) {
            cases.add(refused(HeadProblem.HOST_INVALID, "RFC 9112 3.2, RFC 9110 7.2", host(illegal)));
        }
        return cases;
    }

    private static List<HeadCase> lengths() {
        List<HeadCase> cases = new ArrayList<>();
        for (String legal : List.of("0", "5", "007", "999999999999999999", " \t5 \t")) {
            cases.add(accepted("RFC 9110 8.6", BodyFraming.LENGTH, POST + "Content-Length:" + legal + "\r\n\r\n"));
        }
        for (String illegal : List.of(
                "",
                "+0",
                "+5",
                "-1",
                "5,5",
                "5, 5",
                "5,",
                "0x5",
                "5 5",
                "5.0",
                "1e3",
                "five",
                "\"5\"",
                "5;a",
                "1000000000000000000",
                "9223372036854775808",
                "18446744073709551621",
                "\u00b2")) {
            cases.add(refused(
                    HeadProblem.CONTENT_LENGTH, "RFC 9110 8.6, D12", POST + "Content-Length: " + illegal + "\r\n\r\n"));
        }
        return cases;
    }

    private static List<HeadCase> codings() {
        List<HeadCase> cases = new ArrayList<>();
        for (String legal : List.of("chunked", "Chunked", "CHUNKED", "\tchunked\t ")) {
            cases.add(accepted("RFC 9112 6.1", BodyFraming.CHUNKED, POST + "Transfer-Encoding:" + legal + "\r\n\r\n"));
        }
        for (String notLast : List.of(
                "",
                "gzip",
                "identity",
                "xchunked",
                "chunked, gzip",
                "chunked, identity",
                "chunked,",
                "chunked;a=b",
                "\"chunked\"",
                "chunked chunked x",
                "chunke",
                "chunked\u00a0",
                "'chunked'")) {
            cases.add(refused(
                    HeadProblem.CODING_NOT_CHUNKED,
                    "RFC 9112 6.3 item 4, D12",
                    POST + "Transfer-Encoding: " + notLast + "\r\n\r\n"));
        }
        for (String unsupported : List.of("gzip, chunked", "chunked, chunked", "identity,chunked", ",chunked")) {
            cases.add(refused(
                    HeadProblem.CODING_UNSUPPORTED,
                    "RFC 9112 6.1, D12",
                    POST + "Transfer-Encoding: " + unsupported + "\r\n\r\n"));
        }
        return cases;
    }

    private static List<HeadCase> framingsTogether() {
        String chunked = "Transfer-Encoding: chunked\r\n";
        return List.of(
                accepted("RFC 9112 6.3, a GET may have a body", BodyFraming.LENGTH, GET + "Content-Length: 3\r\n\r\n"),
                refused(
                        HeadProblem.LENGTH_AND_CODING,
                        "RFC 9112 6.1, D12",
                        POST + "Content-Length: 5\r\n" + chunked + "\r\n"),
                refused(
                        HeadProblem.LENGTH_AND_CODING,
                        "RFC 9112 6.1, D12",
                        POST + chunked + "content-length: 0\r\n\r\n"),
                refused(HeadProblem.CODING_REPEATED, "RFC 9112 6.1, D12", POST + chunked + chunked + "\r\n"),
                refused(
                        HeadProblem.CODING_REPEATED,
                        "RFC 9112 6.1",
                        POST + chunked + "Transfer-Encoding: gzip\r\n\r\n"),
                refused(
                        HeadProblem.CODING_ON_HTTP_1_0,
                        "RFC 9112 6.1, CVE-2026-42581, D12",
                        "POST / HTTP/1.0\r\nHost: a\r\n" + chunked + "\r\n"),
                refused(
                        HeadProblem.CONTENT_LENGTH_REPEATED,
                        "RFC 9112 6.3 item 5, D12 equal",
                        POST + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n"),
                refused(
                        HeadProblem.CONTENT_LENGTH_REPEATED,
                        "RFC 9112 6.3 item 5, D12",
                        POST + "Content-Length: 5\r\nX: y\r\ncONTENT-lENGTH: 6\r\n\r\n"),
                refused(HeadProblem.CONNECTION, "our bound", GET + "Connection: a" + ",a".repeat(32) + "\r\n\r\n"),
                accepted("our bound", GET + "Connection: a" + ",a".repeat(31) + "\r\n\r\n"));
    }

    private static List<HeadCase> limits() {
        String fits = "GET / HTTP/1.1\r\nHost: a\r\nA: ";
        int room = HEAD_LIMIT - fits.length() - "\r\n\r\n".length();
        return List.of(
                accepted("CloudFront: head of 32,768", fits + "b".repeat(room) + "\r\n\r\n"),
                refused(
                        HeadProblem.HEAD_TOO_LARGE,
                        "CloudFront: head of 32,769",
                        fits + "b".repeat(room + 1) + "\r\n\r\n"),
                refused(HeadProblem.HEAD_TOO_LARGE, "CloudFront: a method without an end", "G".repeat(HEAD_LIMIT)),
                refused(HeadProblem.HEAD_TOO_LARGE, "CloudFront: a name without an end", GET + "a".repeat(HEAD_LIMIT)),
                accepted("CloudFront: URL of 8,192", target("GET", "/" + "a".repeat(URL_LIMIT - 1))),
                refused(
                        HeadProblem.TARGET_TOO_LONG,
                        "CloudFront: URL of 8,193",
                        target("GET", "/" + "a".repeat(URL_LIMIT))),
                refused(HeadProblem.TARGET_TOO_LONG, "CloudFront: query", target("GET", "/?" + "a".repeat(URL_LIMIT))),
                refused(HeadProblem.TARGET_TOO_LONG, "CloudFront: escapes", target("GET", "/" + "%41".repeat(2_731))),
                accepted("our bound: 256 fields", GET + "a:\r\n".repeat(255) + "\r\n"),
                refused(HeadProblem.TOO_MANY_FIELDS, "our bound: 257 fields", GET + "a:\r\n".repeat(256) + "\r\n"));
    }

    private static String target(String method, String target) {
        return method + " " + target + " HTTP/1.1\r\nHost: a.example\r\n\r\n";
    }

    private static String host(String value) {
        return "GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n";
    }
}
