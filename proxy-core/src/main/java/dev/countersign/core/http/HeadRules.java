package dev.countersign.core.http;

/**
 * What a head must satisfy as a whole: is its framing legal (RFC 9112 section 6), and does it say which host it is for
 * (section 3.2)? Anything two recipients could read in two ways is refused.
 */
final class HeadRules {
    /** More digits could pass the largest long. */
    private static final int MAX_LENGTH_DIGITS = 18;

    private HeadRules() {}

    static HeadProblem checkRequest(Head head) {
        HeadProblem framing = checkFraming(head);
        return framing == HeadProblem.NONE ? RequestTarget.check(head) : framing;
    }

    static HeadProblem checkResponse(Head head) {
        return checkFraming(head);
    }

    private static HeadProblem checkFraming(Head head) {
        int length = head.first(Field.CONTENT_LENGTH);
        int coding = head.first(Field.TRANSFER_ENCODING);
        if (length >= 0 && head.next(Field.CONTENT_LENGTH, length) >= 0) {
            // Section 6.3 would allow equal repeats; a recipient that takes the last of them need not agree.
            return HeadProblem.CONTENT_LENGTH_REPEATED;
        }
        if (ConnectionOptions.areTooMany(head)) {
            return HeadProblem.CONNECTION;
        }
        if (coding >= 0) {
            return length >= 0 ? HeadProblem.LENGTH_AND_CODING : checkCoding(head, coding);
        }
        return length >= 0 ? checkLength(head, length) : HeadProblem.NONE;
    }

    private static HeadProblem checkLength(Head head, int index) {
        byte[] bytes = head.bytes();
        int from = head.valueStart(index);
        int to = head.valueEnd(index);
        if (from == to || to - from > MAX_LENGTH_DIGITS) {
            return HeadProblem.CONTENT_LENGTH;
        }
        long length = 0;
        for (int i = from; i < to; i++) {
            if (!Octets.isDigit(bytes[i])) {
                return HeadProblem.CONTENT_LENGTH;
            }
            length = length * 10 + bytes[i] - '0';
        }
        head.framing(BodyFraming.LENGTH, length);
        return HeadProblem.NONE;
    }

    private static HeadProblem checkCoding(Head head, int index) {
        if (head.minorVersion() == 0) {
            return HeadProblem.CODING_ON_HTTP_1_0;
        }
        if (head.next(Field.TRANSFER_ENCODING, index) >= 0) {
            return HeadProblem.CODING_REPEATED;
        }
        int from = head.valueStart(index);
        int to = head.valueEnd(index);
        if (Octets.equalsIgnoreCase(head.bytes(), from, to, "chunked")) {
            head.framing(BodyFraming.CHUNKED, 0);
            return HeadProblem.NONE;
        }
        // Section 6.1: 501 for a coding not understood; section 6.3: 400 when chunked is not the last one.
        int lastStart = to - "chunked".length();
        boolean chunkedIsLast = lastStart > from
                && Octets.equalsIgnoreCase(head.bytes(), lastStart, to, "chunked")
                && !Octets.is(head.bytes()[lastStart - 1], Octets.TOKEN);
        return chunkedIsLast ? HeadProblem.CODING_UNSUPPORTED : HeadProblem.CODING_NOT_CHUNKED;
    }
}
