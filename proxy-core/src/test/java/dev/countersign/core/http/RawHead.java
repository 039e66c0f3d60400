package dev.countersign.core.http;

import java.nio.charset.StandardCharsets;

/** Heads for tests that need bytes no parser would let through: each character below 256 is one byte. */
public final class RawHead {
    private final ByteWriter bytes = new ByteWriter(256);
    private final Head head = new Head();

    private RawHead() {}

    public static RawHead request(String method, String target, int minorVersion) {
        RawHead raw = new RawHead();
        raw.head.reset();
        raw.latin1(method + " " + target + " HTTP/1." + minorVersion + "\r\n");
        int targetStart = method.length() + 1;
        int targetEnd = targetStart + target.length();
        int question = target.indexOf('?');
        raw.head.requestLine(Method.OTHER, method.length(), targetStart, targetEnd, minorVersion);
        raw.head.path(targetStart, question < 0 ? targetEnd : targetStart + question);
        return raw;
    }

    public static RawHead response(int status) {
        RawHead raw = new RawHead();
        raw.head.reset();
        raw.latin1("HTTP/1.1 " + status + " -\r\n");
        raw.head.statusLine(1, status);
        return raw;
    }

    public RawHead with(Field field, String value) {
        int nameStart = bytes.length();
        latin1(field.label());
        int nameEnd = bytes.length();
        latin1(": ");
        int valueStart = bytes.length();
        latin1(value);
        int valueEnd = bytes.length();
        latin1("\r\n");
        head.add(field, nameStart, nameEnd, valueStart, valueEnd, bytes.length());
        return this;
    }

    public Head head() {
        byte[] target = head.ensureRoom(bytes.length());
        System.arraycopy(bytes.array(), 0, target, 0, bytes.length());
        head.length(bytes.length());
        return head;
    }

    private void latin1(String text) {
        bytes.put(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
