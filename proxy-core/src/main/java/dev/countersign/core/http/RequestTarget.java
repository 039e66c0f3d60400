package dev.countersign.core.http;

/**
 * Which host and path a request is for: the four forms of a target and the Host field (RFC 9112 section 3.2). The
 * host goes into {@link Head#hostStart()} once, whichever of the two names it, so that nothing else decides between
 * them.
 */
final class RequestTarget {
    private RequestTarget() {}

    static HeadProblem check(Head head) {
        int index = head.first(Field.HOST);
        if (index < 0) {
            if (head.minorVersion() > 0) {
                return HeadProblem.HOST_MISSING;
            }
            head.host(0, 0);
        } else {
            if (head.next(Field.HOST, index) >= 0) {
                return HeadProblem.HOST_REPEATED;
            }
            int from = head.valueStart(index);
            int to = head.valueEnd(index);
            // Section 3.2: empty when the target URI has no authority.
            if (from < to && Authority.check(head.bytes(), from, to) == Authority.Form.ILLEGAL) {
                return HeadProblem.HOST_INVALID;
            }
            head.host(from, to);
        }
        return checkForm(head, index >= 0);
    }

    private static HeadProblem checkForm(Head head, boolean hasHost) {
        byte[] bytes = head.bytes();
        int from = head.targetStart();
        int to = head.targetEnd();
        if (head.method() == Method.CONNECT) {
            return Authority.check(bytes, from, to) == Authority.Form.WITH_PORT
                    ? agree(head, from, to, hasHost)
                    : HeadProblem.TARGET_FORM;
        }
        if (bytes[from] == '/') {
            return HeadProblem.NONE;
        }
        if (bytes[from] == '*' && to - from == 1) {
            return head.method() == Method.OPTIONS ? HeadProblem.NONE : HeadProblem.TARGET_FORM;
        }
        return checkAbsoluteForm(head, hasHost);
    }

    private static HeadProblem checkAbsoluteForm(Head head, boolean hasHost) {
        byte[] bytes = head.bytes();
        int from = head.targetStart();
        int pathEnd = head.pathEnd();
        int authority;
        if (Octets.startsWithIgnoreCase(bytes, from, pathEnd, "http://")) {
            authority = from + "http://".length();
        } else if (Octets.startsWithIgnoreCase(bytes, from, pathEnd, "https://")) {
            authority = from + "https://".length();
        } else {
            return HeadProblem.TARGET_FORM;
        }
        int slash = Octets.indexOf(bytes, authority, pathEnd, '/');
        int end = slash < 0 ? pathEnd : slash;
        // An http URI with an empty host is invalid (RFC 9110 section 4.2.1).
        if (Authority.check(bytes, authority, end) == Authority.Form.ILLEGAL) {
            return HeadProblem.TARGET_FORM;
        }
        head.path(end, pathEnd);
        return agree(head, authority, end, hasHost);
    }

    /** Section 3.2.2 lets the target win over a differing Host; the origin might not, so they must be the same. */
    private static HeadProblem agree(Head head, int from, int to, boolean hasHost) {
        if (hasHost && !Octets.equalsIgnoreCase(head.bytes(), from, to, head.hostStart(), head.hostEnd())) {
            return HeadProblem.HOST_DIFFERS;
        }
        head.host(from, to);
        return HeadProblem.NONE;
    }
}
