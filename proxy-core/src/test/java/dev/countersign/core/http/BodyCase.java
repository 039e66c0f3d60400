package dev.countersign.core.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One chunked body and what must come of it.
 *
 * @param source the clause that decides
 * @param body the body; characters are bytes
 * @param content the content of an accepted body; what came before the violation of a refused one
 * @param accepted whether it must be accepted
 */
record BodyCase(String source, String body, String content, boolean accepted) {
    private static final List<String> ILLEGAL_STARTS = List.of(
            "",
            "g",
            "x1",
            "0x1",
            "-1",
            "+1",
            " 1",
            "\t1",
            "1 ",
            "1\t",
            "1 ;a",
            "1,",
            "1.0",
            "\u00b2",
            ";a",
            "1\u0000",
            "1;a\u0000",
            "1;\u0001",
            "1;\u007f",
            "1;\u00e9",
            "1;\ta",
            "1;",
            "1; a",
            "1;a ",
            "1;a =b",
            "1;a= b",
            "1;a=",
            "1;=a",
            "1;a;",
            "1;a=b=c",
            "1;a=\"b",
            "1;a=\"b\\\"",
            "1;a=\"b\"c",
            "1;a=\"\u0001\"",
            "1;a=\"\u00e9\"",
            "1;a=b\"c\"",
            "1000000000000000",
            "0000000000000000",
            "1;" + "a".repeat(1_024));

    static List<BodyCase> all() {
        List<BodyCase> cases = new ArrayList<>(List.of(
                accepted("RFC 9112 7.1", "0\r\n\r\n", ""),
                accepted("RFC 9112 7.1", "3\r\nabc\r\n0\r\n\r\n", "abc"),
                accepted("RFC 9112 7.1", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde"),
                accepted("RFC 9112 7.1, content is not read", "5\r\n\r\n0\r\n\r\n0\r\n\r\n", "\r\n0\r\n"),
                accepted(
                        "RFC 9112 7.1, hexadecimal",
                        "a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n",
                        "01234567890123456789a"),
                accepted("RFC 9112 7.1, leading zeros", "000000000000003\r\nabc\r\n000\r\n\r\n", "abc"),
                accepted("RFC 9112 7.1.1", "3;a\r\nabc\r\n0;b=\"c;d\"\r\n\r\n", "abc"),
                accepted("RFC 9112 7.1.1, quotes", "3;a=b;c;d=\"e \\\";\t\";f\r\nabc\r\n0\r\n\r\n", "abc"),
                accepted("our bound: extension of 1,024 bytes", "1;" + "a".repeat(1_023) + "\r\nx\r\n0\r\n\r\n", "x"),
                accepted("RFC 9112 7.1.2", "1\r\nx\r\n0\r\nA: b\r\nC:\u00e9\t\r\n\r\n", "x"),
                accepted("RFC 9112 7.1.2, framing in trailers is dropped", "0\r\nContent-Length: 9\r\n\r\n", ""),
                accepted("our bound: trailers of 8,192", "0\r\nA:" + "b".repeat(8_186) + "\r\n\r\n", "")));
        for (String start : ILLEGAL_STARTS) {
            cases.add(refused("RFC 9112 7.1, D12 size or extension", start + "\r\nx\r\n0\r\n\r\n", ""));
        }
        cases.addAll(List.of(
                refused("D12 bare LF behind size", "1\nx\r\n0\r\n\r\n", ""),
                refused("D12 bare CR behind size", "1\rx\r\n0\r\n\r\n", ""),
                refused("CVE-2025-58056, D12 LF in extension", "1;a\nx\r\n0\r\n\r\n", ""),
                refused("CVE-2025-58056, CR in extension", "1;a\rb\r\nx\r\n0\r\n\r\n", ""),
                refused("CVE-2026-33870, line end in quotes", "1;a=\"\r\nx\"\r\n0\r\n\r\n", ""),
                refused("D12 no CRLF behind content", "1\r\nx0\r\n\r\n", "x"),
                refused("RFC 9112 7.1, content too long", "1\r\nxy\r\n0\r\n\r\n", "x"),
                refused("RFC 9112 7.1, LF behind content", "1\r\nx\n0\r\n\r\n", "x"),
                refused("RFC 9112 7.1, CR behind content", "1\r\nx\r0\r\n\r\n", "x"),
                refused("RFC 9112 7.1.2, no name", "0\r\n: b\r\n\r\n", ""),
                refused("RFC 9112 7.1.2, no colon", "0\r\nA\r\n\r\n", ""),
                refused("RFC 9112 7.1.2, blank before colon", "0\r\nA : b\r\n\r\n", ""),
                refused("RFC 9112 7.1.2, folded", "0\r\nA: b\r\n c\r\n\r\n", ""),
                refused("RFC 9112 7.1.2, control", "0\r\nA: b\u0000\r\n\r\n", ""),
                refused("RFC 9112 7.1.2, LF", "0\r\nA: b\n\r\n", ""),
                refused("RFC 9112 7.1.2, CR", "0\r\nA: b\rc\r\n\r\n", ""),
                refused("RFC 9112 7.1.2, last LF", "0\r\n\n", ""),
                refused("RFC 9112 7.1.2, last CR", "0\r\n\rx", ""),
                refused("our bound: trailers of 8,193", "0\r\nA:" + "b".repeat(8_187) + "\r\n\r\n", ""),
                refused(
                        "our bound: endless extensions",
                        ("1;" + "a".repeat(1_000) + "\r\nx\r\n").repeat(17),
                        "x".repeat(16)),
                accepted(
                        "our bound: extensions that content outweighs",
                        ("400;" + "a".repeat(1_000) + "\r\n" + "x".repeat(1_024) + "\r\n").repeat(30) + "0\r\n\r\n",
                        "x".repeat(1_024 * 30))));
        return cases;
    }

    private static BodyCase accepted(String source, String body, String content) {
        return new BodyCase(source, body, content, true);
    }

    private static BodyCase refused(String source, String body, String content) {
        return new BodyCase(source, body, content, false);
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return (accepted ? "accepted " : "refused ") + source;
    }
}
