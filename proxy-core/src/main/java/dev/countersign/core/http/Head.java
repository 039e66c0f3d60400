package dev.countersign.core.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One message head: its bytes as received and a table of offsets over them. Filled by {@link HeadParser}, edited by
 * marking lines as dropped and adding others, written by copying the lines that are kept. Reused from exchange to
 * exchange; belongs to one event loop.
 *
 * <p>All offsets are into {@link #bytes()}; an end is exclusive. A field's value has no leading or trailing blanks.
 */
public final class Head {
    private static final int STRIDE = 5;
    private static final int NAME_START = 0;
    private static final int NAME_END = 1;
    private static final int VALUE_START = 2;
    private static final int VALUE_END = 3;
    private static final int LINE_END = 4;

    private byte[] bytes = new byte[2048];
    private int length;
    private int[] table = new int[32 * STRIDE];
    private Field[] fields = new Field[32];
    private boolean[] dropped = new boolean[32];
    private int fieldCount;

    private Method method = Method.OTHER;
    private int methodEnd;
    private int targetStart;
    private int targetEnd;
    private int pathStart;
    private int pathEnd;
    private int hostStart;
    private int hostEnd;
    private int minorVersion;
    private int status;
    private BodyFraming framing = BodyFraming.NONE;
    private long contentLength;
    private byte @Nullable [] pathInstead;
    private @Nullable ByteWriter added;
    private boolean restated;
    private int statedStatus;

    /**
     * The head's bytes, from the first of the start line to the empty line's line feed; longer than {@link
     * #length()}.
     */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** A request's method; {@link Method#OTHER} for one this proxy has no name for. */
    public Method method() {
        return method;
    }

    /** The method's bytes are {@code bytes()[0 .. methodEnd())}. */
    public int methodEnd() {
        return methodEnd;
    }

    public int targetStart() {
        return targetStart;
    }

    public int targetEnd() {
        return targetEnd;
    }

    /**
     * The target's path is {@code bytes()[pathStart() .. pathEnd())}, its query with the question mark
     * {@code bytes()[pathEnd() .. targetEnd())}. An absolute target may have an empty path, which stands for {@code /};
     * {@code *} and CONNECT's authority count as paths.
     */
    public int pathStart() {
        return pathStart;
    }

    public int pathEnd() {
        return pathEnd;
    }

    /**
     * The host the request is for, with its port if it has one, is {@code bytes()[hostStart() .. hostEnd())}: an
     * absolute target's, else the Host field's; empty when neither names one.
     */
    public int hostStart() {
        return hostStart;
    }

    public int hostEnd() {
        return hostEnd;
    }

    /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
    public int minorVersion() {
        return minorVersion;
    }

    /** A response's status, 100 to 599. */
    public int status() {
        return status;
    }

    /** The path to ask an origin for instead of the one received; null for that one. */
    public byte @Nullable [] pathInstead() {
        return pathInstead;
    }

    /** Has an origin asked for {@code path}; what was received stays as it is. */
    public void askInstead(byte[] path) {
        pathInstead = path;
    }

    /** The response is sent in place of another, under {@code status}. */
    public void restate(int status) {
        restated = true;
        statedStatus = status;
    }

    /** It is sent in place of another. */
    public boolean isRestated() {
        return restated;
    }

    /** The status that the viewer is told. */
    public int statedStatus() {
        return restated ? statedStatus : status;
    }

    /** How the body is delimited, as far as the head alone tells (RFC 9112 section 6.3). */
    public BodyFraming framing() {
        return framing;
    }

    /** Bytes of body under {@link BodyFraming#LENGTH}. */
    public long contentLength() {
        return contentLength;
    }

    /** Whether content follows, as far as the head alone tells. */
    public boolean hasContent() {
        return framing != BodyFraming.NONE && (framing != BodyFraming.LENGTH || contentLength > 0);
    }

    public int fieldCount() {
        return fieldCount;
    }

    public Field field(int index) {
        return fields[index];
    }

    public int nameStart(int index) {
        return table[index * STRIDE + NAME_START];
    }

    public int nameEnd(int index) {
        return table[index * STRIDE + NAME_END];
    }

    public int valueStart(int index) {
        return table[index * STRIDE + VALUE_START];
    }

    public int valueEnd(int index) {
        return table[index * STRIDE + VALUE_END];
    }

    /** Where the field lines start; where there is none, where they would. */
    public int linesStart() {
        return fieldCount > 0 ? nameStart(0) : length - 2;
    }

    /** The index of the first field of that name, or -1. */
    public int first(Field field) {
        return next(field, -1);
    }

    /** The index of the next field of that name behind {@code index}, or -1. */
    public int next(Field field, int index) {
        for (int i = index + 1; i < fieldCount; i++) {
            if (fields[i] == field) {
                return i;
            }
        }
        return -1;
    }

    /** Whether there is a field of that name that is not dropped. */
    public boolean holds(String name) {
        for (int i = 0; i < fieldCount; i++) {
            if (!dropped[i] && Octets.equalsIgnoreCase(bytes, nameStart(i), nameEnd(i), name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it came with a field of that name, dropped since or not. */
    public boolean cameWith(String name) {
        for (int i = 0; i < fieldCount; i++) {
            if (Octets.equalsIgnoreCase(bytes, nameStart(i), nameEnd(i), name)) {
                return true;
            }
        }
        return false;
    }

    /** Lines to write beside those that are kept, each with its line end. */
    public ByteWriter added() {
        ByteWriter lines = added;
        if (lines == null) {
            lines = new ByteWriter(512);
            added = lines;
        }
        return lines;
    }

    public void drop(int index) {
        dropped[index] = true;
    }

    public boolean isDropped(int index) {
        return dropped[index];
    }

    /** Forgets all edits: the head is as received again. */
    public void keepAll() {
        Arrays.fill(dropped, 0, fieldCount, false);
        addNothing();
    }

    private void addNothing() {
        ByteWriter lines = added;
        if (lines != null) {
            lines.clear();
        }
    }

    /** Copies the field lines that are not dropped, runs of neighbours at once, and those that were added. */
    public void copyKeptLines(ByteWriter out) {
        int from = 0;
        while (from < fieldCount) {
            if (dropped[from]) {
                from++;
                continue;
            }
            int to = from + 1;
            while (to < fieldCount && !dropped[to]) {
                to++;
            }
            int start = nameStart(from);
            out.put(bytes, start, table[(to - 1) * STRIDE + LINE_END] - start);
            from = to;
        }
        ByteWriter lines = added;
        if (lines != null) {
            out.put(lines.array(), 0, lines.length());
        }
    }

    void reset() {
        length = 0;
        fieldCount = 0;
        method = Method.OTHER;
        status = 0;
        framing = BodyFraming.NONE;
        contentLength = 0;
        pathInstead = null;
        restated = false;
        addNothing();
    }

    /** Room for {@code size} bytes in all; what is there stays. */
    byte[] ensureRoom(int size) {
        if (bytes.length < size) {
            bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
        }
        return bytes;
    }

    void length(int value) {
        length = value;
    }

    void requestLine(Method method, int methodEnd, int targetStart, int targetEnd, int minorVersion) {
        this.method = method;
        this.methodEnd = methodEnd;
        this.targetStart = targetStart;
        this.targetEnd = targetEnd;
        this.minorVersion = minorVersion;
    }

    void path(int start, int end) {
        pathStart = start;
        pathEnd = end;
    }

    void host(int start, int end) {
        hostStart = start;
        hostEnd = end;
    }

    void statusLine(int minorVersion, int status) {
        this.minorVersion = minorVersion;
        this.status = status;
    }

    void framing(BodyFraming framing, long contentLength) {
        this.framing = framing;
        this.contentLength = contentLength;
    }

    /** Adds one field line; {@code lineEnd} is behind its line feed. */
    void add(Field field, int nameStart, int nameEnd, int valueStart, int valueEnd, int lineEnd) {
        if (fieldCount == fields.length) {
            int room = fieldCount * 2;
            table = Arrays.copyOf(table, room * STRIDE);
            fields = Arrays.copyOf(fields, room);
            dropped = Arrays.copyOf(dropped, room);
        }
        int at = fieldCount * STRIDE;
        table[at + NAME_START] = nameStart;
        table[at + NAME_END] = nameEnd;
        table[at + VALUE_START] = valueStart;
        table[at + VALUE_END] = valueEnd;
        table[at + LINE_END] = lineEnd;
        fields[fieldCount] = field;
        dropped[fieldCount] = false;
        fieldCount++;
    }
}
