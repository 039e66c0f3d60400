package dev.countersign.core.header;

import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.ConnectionOptions;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Octets;
import dev.countersign.core.snapshot.EdgeLines;
import java.nio.charset.StandardCharsets;

/**
 * Which request headers cross, and what is added: the managed policy AllViewerExceptHostHeader over CloudFront's table of
 * fields ("Request and response behavior for custom origins"). Edits the head's table, then copies what is kept.
 */
public final class RequestHeadPolicy {
    private static final byte[] HTTP_1_1 = ascii(" HTTP/1.1\r\n");
    private static final byte[] FORWARDED_FOR = ascii("X-Forwarded-For: ");
    private static final byte[] REQUEST_ID = ascii("X-Amz-Cf-Id: ");
    private static final byte[] KEEP_ALIVE = ascii("Connection: Keep-Alive\r\n");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] CRLF = ascii("\r\n");
    /** Fields that only an edge adds: an origin behind one believes them. */
    private static final String[] EDGE_PREFIXES = {"X-Edge-", "CloudFront-"};

    private RequestHeadPolicy() {}

    /** What of a request is not in its head. */
    public record Facts(OriginTarget origin, boolean secure, byte[] viewerAddress, byte[] requestId, EdgeLines edge) {}

    /** Appends the head as the origin is to get it; may be asked again for the same request. */
    public static void write(Head head, Facts facts, ByteWriter out) {
        OriginTarget origin = facts.origin();
        head.keepAll();
        ConnectionOptions.dropNominated(head);
        for (int i = 0; i < head.fieldCount(); i++) {
            if (!crosses(head, i, origin)) {
                head.drop(i);
            }
        }
        requestLine(head, origin, out);
        out.put(origin.hostLine(facts.secure()));
        head.copyKeptLines(out);
        forwardedFor(head, facts.viewerAddress(), out);
        out.put(facts.edge().via(head.minorVersion()));
        out.put(REQUEST_ID).put(facts.requestId()).put(CRLF);
        out.put(KEEP_ALIVE);
        if (head.framing() == BodyFraming.CHUNKED) {
            out.put(CHUNKED);
        }
        out.put(origin.customHeaderLines());
        out.put(CRLF);
    }

    private static void requestLine(Head head, OriginTarget origin, ByteWriter out) {
        byte[] bytes = head.bytes();
        out.put(bytes, 0, head.methodEnd()).put(' ');
        boolean asterisk = bytes[head.targetStart()] == '*';
        if (!asterisk) {
            out.ascii(origin.config().originPath());
        }
        if (head.pathStart() == head.pathEnd()) {
            out.put('/'); // absolute-form without a path
        }
        out.put(bytes, head.pathStart(), head.targetEnd() - head.pathStart());
        out.put(HTTP_1_1);
    }

    /** Content-Length stays as received: the body is forwarded byte by byte. X-Forwarded-For is written anew. */
    private static boolean crosses(Head head, int index, OriginTarget origin) {
        return switch (head.field(index)) {
            case CONNECTION,
                    EXPECT,
                    HOST,
                    KEEP_ALIVE,
                    PROXY_AUTHENTICATE,
                    PROXY_AUTHORIZATION,
                    PROXY_CONNECTION,
                    TE,
                    TRAILER,
                    TRANSFER_ENCODING,
                    UPGRADE,
                    X_AMZ_CF_ID,
                    X_FORWARDED_FOR,
                    X_FORWARDED_PROTO,
                    X_HTTP_METHOD_OVERRIDE,
                    X_REAL_IP -> false;
            case OTHER ->
                !isEdges(head, index)
                        && !UnderscoreNames.imitates(head, index, origin)
                        && !isCustom(head, index, origin);
            default -> !isCustom(head, index, origin);
        };
    }

    private static boolean isEdges(Head head, int index) {
        for (String prefix : EDGE_PREFIXES) {
            if (Octets.startsWithIgnoreCase(head.bytes(), head.nameStart(index), head.nameEnd(index), prefix)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCustom(Head head, int index, OriginTarget origin) {
        var headers = origin.config().customHeaders();
        for (int i = 0; i < headers.size(); i++) {
            if (Octets.equalsIgnoreCase(
                    head.bytes(),
                    head.nameStart(index),
                    head.nameEnd(index),
                    headers.get(i).name())) {
                return true;
            }
        }
        return false;
    }

    private static void forwardedFor(Head head, byte[] viewerAddress, ByteWriter out) {
        out.put(FORWARDED_FOR);
        for (int i = head.first(Field.X_FORWARDED_FOR); i >= 0; i = head.next(Field.X_FORWARDED_FOR, i)) {
            int length = head.valueEnd(i) - head.valueStart(i);
            if (length > 0) {
                out.put(head.bytes(), head.valueStart(i), length).put(',');
            }
        }
        out.put(viewerAddress).put(CRLF);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
