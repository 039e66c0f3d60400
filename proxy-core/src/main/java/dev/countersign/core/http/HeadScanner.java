package dev.countersign.core.http;

/**
 * The grammar of request heads and response heads (RFC 9112 sections 2 to 5) as a state machine over the bytes
 * received so far. Each byte is looked at once, however the bytes are cut into pieces; a violation is found at the
 * first byte that commits it.
 *
 * <p>Stricter than recipients may be, because the origin may read a lenient head differently: only CRLF ends a line,
 * only one space separates the parts of a start line, no empty line comes before a request (section 2.2 would let a
 * server skip one), no line is folded.
 */
final class HeadScanner {
    /** Lines a head may have; more are work without a use. */
    static final int MAX_FIELDS = 256;

    private static final String VERSION_PREFIX = "HTTP/1.";

    private enum State {
        METHOD,
        PATH,
        PERCENT_HIGH,
        PERCENT_LOW,
        QUERY,
        VERSION,
        REQUEST_LINE_END,
        STATUS,
        STATUS_END,
        REASON,
        START_LINE_FEED,
        LINE_START,
        NAME,
        BLANKS,
        VALUE,
        LINE_FEED,
        LAST_LINE_FEED,
        DONE,
        REFUSED
    }

    private final State first;
    private final int targetLimit;

    private State state;
    private int at;
    private HeadProblem problem = HeadProblem.NONE;
    private int methodEnd;
    private int targetStart;
    private int pathEnd;
    private int targetEnd;
    private int versionStart;
    private int minorVersion;
    private int statusStart;
    private int status;
    private int nameStart;
    private int nameEnd;
    private int valueStart;
    private int valueEnd;

    private HeadScanner(State first, int targetLimit) {
        this.first = first;
        this.state = first;
        this.targetLimit = targetLimit;
    }

    static HeadScanner ofRequests(int targetLimit) {
        return new HeadScanner(State.METHOD, targetLimit);
    }

    static HeadScanner ofResponses() {
        return new HeadScanner(State.VERSION, 0);
    }

    void reset() {
        state = first;
        at = 0;
        problem = HeadProblem.NONE;
        versionStart = 0;
    }

    /** How many bytes have been looked at; none of them is looked at again. */
    int at() {
        return at;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    HeadProblem problem() {
        return problem;
    }

    /** Goes on over {@code head.bytes()[at .. end)}; stops behind the head, at a violation, or at the end. */
    void scan(Head head, int end) {
        byte[] bytes = head.bytes();
        while (at < end) {
            switch (state) {
                case METHOD -> method(bytes, end);
                case PATH -> path(bytes, end);
                case PERCENT_HIGH, PERCENT_LOW -> percent(bytes);
                case QUERY -> query(bytes, end);
                case VERSION -> version(bytes, end);
                case REQUEST_LINE_END -> requestLineEnd(head, bytes);
                case STATUS -> status(bytes);
                case STATUS_END -> statusEnd(bytes);
                case REASON -> reason(bytes, end);
                case START_LINE_FEED -> startLineFeed(head, bytes);
                case LINE_START -> lineStart(head, bytes, end);
                case NAME -> name(head, bytes, end);
                case BLANKS -> blanks(head, bytes, end);
                case VALUE -> value(head, bytes, end);
                case LINE_FEED -> lineFeed(head, bytes);
                case LAST_LINE_FEED -> lastLineFeed(bytes);
                case DONE, REFUSED -> {
                    return;
                }
            }
        }
    }

    private void method(byte[] bytes, int end) {
        int i = Octets.skip(bytes, at, end, Octets.TOKEN);
        at = i;
        if (i == end) {
            return;
        }
        if (bytes[i] != ' ' || i == 0) {
            refuse(HeadProblem.METHOD);
            return;
        }
        methodEnd = i;
        targetStart = i + 1;
        at = i + 1;
        state = State.PATH;
        path(bytes, end);
    }

    private void path(byte[] bytes, int end) {
        int i = Octets.skip(bytes, at, end, Octets.PATH);
        at = i;
        if (i - targetStart > targetLimit) {
            refuse(HeadProblem.TARGET_TOO_LONG);
        } else if (i < end) {
            pathEnd = i;
            switch (bytes[i]) {
                case ' ' -> endTarget(i);
                case '?' -> step(State.QUERY);
                case '%' -> step(State.PERCENT_HIGH);
                default -> refuse(HeadProblem.TARGET);
            }
        }
    }

    private void percent(byte[] bytes) {
        if (Octets.is(bytes[at], Octets.HEX)) {
            step(state == State.PERCENT_HIGH ? State.PERCENT_LOW : State.PATH);
        } else {
            refuse(HeadProblem.TARGET);
        }
    }

    private void query(byte[] bytes, int end) {
        int i = Octets.skip(bytes, at, end, Octets.QUERY);
        at = i;
        if (i - targetStart > targetLimit) {
            refuse(HeadProblem.TARGET_TOO_LONG);
        } else if (i < end) {
            if (bytes[i] == ' ') {
                endTarget(i);
            } else {
                refuse(HeadProblem.TARGET);
            }
        }
    }

    private void endTarget(int end) {
        if (end == targetStart) {
            refuse(HeadProblem.TARGET);
            return;
        }
        targetEnd = end;
        versionStart = end + 1;
        step(State.VERSION);
    }

    private void version(byte[] bytes, int end) {
        int i = at;
        while (i < end && i - versionStart < VERSION_PREFIX.length()) {
            int position = i - versionStart;
            if (bytes[i] != VERSION_PREFIX.charAt(position)) {
                at = i;
                boolean otherMajor = position == 5 && Octets.isDigit(bytes[i]);
                refuse(otherMajor ? HeadProblem.VERSION_UNSUPPORTED : HeadProblem.VERSION);
                return;
            }
            i++;
        }
        at = i;
        if (i == end) {
            return;
        }
        if (bytes[i] != '0' && bytes[i] != '1') {
            refuse(HeadProblem.VERSION);
            return;
        }
        minorVersion = bytes[i] - '0';
        statusStart = i + 2;
        status = 0;
        step(first == State.METHOD ? State.REQUEST_LINE_END : State.STATUS);
    }

    private void requestLineEnd(Head head, byte[] bytes) {
        if (bytes[at] != '\r') {
            refuse(bytes[at] == '\n' ? HeadProblem.LINE_END : HeadProblem.VERSION);
            return;
        }
        head.requestLine(Method.of(bytes, 0, methodEnd), methodEnd, targetStart, targetEnd, minorVersion);
        head.path(targetStart, pathEnd);
        step(State.START_LINE_FEED);
    }

    /** A space and three digits, the first of them 1 to 5 (RFC 9110 section 15). */
    private void status(byte[] bytes) {
        byte octet = bytes[at];
        int position = at - statusStart;
        boolean legal =
                switch (position) {
                    case -1 -> octet == ' ';
                    case 0 -> octet >= '1' && octet <= '5';
                    default -> Octets.isDigit(octet);
                };
        if (!legal) {
            refuse(HeadProblem.STATUS_LINE);
            return;
        }
        if (position >= 0) {
            status = status * 10 + octet - '0';
        }
        step(position == 2 ? State.STATUS_END : State.STATUS);
    }

    /** Behind the status come a space and a reason, or, as many origins do and RFC 9112 does not, nothing. */
    private void statusEnd(byte[] bytes) {
        switch (bytes[at]) {
            case ' ' -> step(State.REASON);
            case '\r' -> step(State.START_LINE_FEED);
            default -> refuse(HeadProblem.STATUS_LINE);
        }
    }

    private void reason(byte[] bytes, int end) {
        at = Octets.skip(bytes, at, end, Octets.VALUE);
        if (at < end) {
            if (bytes[at] == '\r') {
                step(State.START_LINE_FEED);
            } else {
                refuse(bytes[at] == '\n' ? HeadProblem.LINE_END : HeadProblem.STATUS_LINE);
            }
        }
    }

    private void startLineFeed(Head head, byte[] bytes) {
        if (bytes[at] != '\n') {
            refuse(HeadProblem.LINE_END);
            return;
        }
        if (first == State.VERSION) {
            head.statusLine(minorVersion, status);
        }
        step(State.LINE_START);
    }

    private void lineStart(Head head, byte[] bytes, int end) {
        byte octet = bytes[at];
        if (octet == '\r') {
            step(State.LAST_LINE_FEED);
        } else if (Octets.isBlank(octet)) {
            refuse(HeadProblem.FOLDED_LINE);
        } else {
            nameStart = at;
            state = State.NAME;
            name(head, bytes, end);
        }
    }

    private void name(Head head, byte[] bytes, int end) {
        int i = Octets.skip(bytes, at, end, Octets.TOKEN);
        at = i;
        if (i == end) {
            return;
        }
        if (bytes[i] != ':' || i == nameStart) {
            refuse(bytes[i] == '\n' ? HeadProblem.LINE_END : HeadProblem.FIELD_NAME);
            return;
        }
        nameEnd = i;
        at = i + 1;
        state = State.BLANKS;
        blanks(head, bytes, end);
    }

    private void blanks(Head head, byte[] bytes, int end) {
        int i = at;
        while (i < end && Octets.isBlank(bytes[i])) {
            i++;
        }
        at = i;
        if (i < end) {
            valueStart = i;
            state = State.VALUE;
            value(head, bytes, end);
        }
    }

    private void value(Head head, byte[] bytes, int end) {
        int i = Octets.skip(bytes, at, end, Octets.VALUE);
        at = i;
        if (i == end) {
            return;
        }
        if (bytes[i] != '\r') {
            refuse(bytes[i] == '\n' ? HeadProblem.LINE_END : HeadProblem.FIELD_VALUE);
            return;
        }
        while (i > valueStart && Octets.isBlank(bytes[i - 1])) {
            i--;
        }
        valueEnd = i;
        step(State.LINE_FEED);
        if (at < end) {
            lineFeed(head, bytes);
        }
    }

    private void lineFeed(Head head, byte[] bytes) {
        if (bytes[at] != '\n') {
            refuse(HeadProblem.LINE_END);
        } else if (head.fieldCount() == MAX_FIELDS) {
            refuse(HeadProblem.TOO_MANY_FIELDS);
        } else {
            head.add(Field.of(bytes, nameStart, nameEnd), nameStart, nameEnd, valueStart, valueEnd, at + 1);
            step(State.LINE_START);
        }
    }

    private void lastLineFeed(byte[] bytes) {
        if (bytes[at] == '\n') {
            step(State.DONE);
        } else {
            refuse(HeadProblem.LINE_END);
        }
    }

    private void step(State next) {
        at++;
        state = next;
    }

    private void refuse(HeadProblem why) {
        problem = why;
        state = State.REFUSED;
    }
}
