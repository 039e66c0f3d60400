package dev.countersign.core.header;

import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.ConnectionOptions;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Octets;
import dev.countersign.core.selection.RequestSelection;
import dev.countersign.core.selection.Selection;
import dev.countersign.core.selection.UnselectedFields;
import dev.countersign.core.snapshot.EdgeLines;
import java.nio.charset.StandardCharsets;

/**
 * Which request headers cross, and what is added: the behavior's origin request policy over CloudFront's table of fields
 * ("Request and response behavior for custom origins"). Edits the head's table, then copies what is kept.
 */
public final class RequestHeadPolicy {
    private static final byte[] HTTP_1_1 = ascii(" HTTP/1.1\r\n");
    private static final byte[] HOST = ascii("Host: ");
    private static final byte[] FORWARDED_FOR = ascii("X-Forwarded-For: ");
    private static final int FORWARDED_FOR_NAME_LENGTH = FORWARDED_FOR.length - 2;
    private static final byte[] USER_AGENT = ascii("User-Agent");
    private static final byte[] ACCEPT_ENCODING = ascii("Accept-Encoding");
    private static final byte[] REQUEST_ID = ascii("X-Amz-Cf-Id: ");
    private static final byte[] KEEP_ALIVE = ascii("Connection: Keep-Alive\r\n");
    private static final byte[] WEB_SOCKET = ascii("Connection: Upgrade\r\nUpgrade: websocket\r\n");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] CRLF = ascii("\r\n");
    /** Fields that only an edge adds: an origin behind one believes them. */
    private static final String[] EDGE_PREFIXES = {"X-Edge-", "CloudFront-"};

    private RequestHeadPolicy() {}

    /** What of a request is not in its head; {@code webSocket}: it offers one, and the origin is to be offered it. */
    public record Facts(
            OriginTarget origin,
            boolean secure,
            RequestSelection selection,
            byte[] viewerAddress,
            byte[] requestId,
            EdgeLines edge,
            boolean webSocket) {}

    /** Appends the head as the origin is to get it; may be asked again for the same request. */
    public static void write(Head head, Facts facts, ByteWriter out) {
        OriginTarget origin = facts.origin();
        RequestSelection selection = facts.selection();
        head.keepAll();
        ConnectionOptions.dropNominated(head);
        requestLine(head, facts, out);
        if (selection.forwardsHost()) {
            out.put(HOST).put(head.bytes(), head.hostStart(), head.hostEnd() - head.hostStart());
            out.put(CRLF);
        } else {
            out.put(origin.hostLine(facts.secure()));
        }
        if (!selection.cookies().selectsAll()) {
            Cookies.write(head, selection.cookies(), out);
        }
        if (!selection.headers().selectsAll()) {
            replaceUnselected(head, facts, out);
        }
        for (int i = 0; i < head.fieldCount(); i++) {
            if (!crosses(head, i, facts, out)) {
                head.drop(i);
            }
        }
        head.copyKeptLines(out);
        forwardedFor(head, facts, out);
        out.put(facts.edge().via(head.minorVersion()));
        out.put(REQUEST_ID).put(facts.requestId()).put(CRLF);
        out.put(facts.webSocket() ? WEB_SOCKET : KEEP_ALIVE);
        if (head.framing() == BodyFraming.CHUNKED) {
            out.put(CHUNKED);
        }
        out.put(origin.customHeaderLines());
        out.put(CRLF);
    }

    private static void requestLine(Head head, Facts facts, ByteWriter out) {
        byte[] bytes = head.bytes();
        out.put(bytes, 0, head.methodEnd()).put(' ');
        boolean asterisk = bytes[head.targetStart()] == '*';
        if (!asterisk) {
            out.ascii(facts.origin().config().originPath());
        }
        byte[] instead = head.pathInstead();
        if (instead != null) {
            out.put(instead);
        } else if (head.pathStart() == head.pathEnd()) {
            out.put('/'); // absolute-form without a path
        } else {
            out.put(bytes, head.pathStart(), head.pathEnd() - head.pathStart());
        }
        Selection parameters = facts.selection().queryStrings();
        if (parameters.selectsAll()) {
            out.put(bytes, head.pathEnd(), head.targetEnd() - head.pathEnd());
        } else if (!parameters.selectsNone()) {
            QueryStrings.write(bytes, head.pathEnd(), head.targetEnd(), parameters, out);
        }
        out.put(HTTP_1_1);
    }

    /** The two fields that an origin gets in this edge's words where the policy does not select the viewer's. */
    private static void replaceUnselected(Head head, Facts facts, ByteWriter out) {
        Selection headers = facts.selection().headers();
        if (!headers.selects(USER_AGENT, 0, USER_AGENT.length)
                && !isCustom(USER_AGENT, 0, USER_AGENT.length, facts.origin())) {
            out.put(facts.edge().userAgent());
        }
        if (!headers.excludes()
                && !headers.selects(ACCEPT_ENCODING, 0, ACCEPT_ENCODING.length)
                && !isCustom(ACCEPT_ENCODING, 0, ACCEPT_ENCODING.length, facts.origin())) {
            AcceptedCodings.write(head, out);
        }
    }

    /** Content-Length stays as received: the body is forwarded byte by byte. X-Forwarded-For is written anew. */
    private static boolean crosses(Head head, int index, Facts facts, ByteWriter out) {
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
            case CONTENT_LENGTH -> true;
            case COOKIE -> facts.selection().cookies().selectsAll();
            case OTHER ->
                !isEdges(head, index)
                        && !UnderscoreNames.imitates(head, index, facts.origin())
                        && isWanted(head, index, facts, out);
            default -> isWanted(head, index, facts, out);
        };
    }

    private static boolean isWanted(Head head, int index, Facts facts, ByteWriter out) {
        boolean selected = isSelected(head, index, facts.selection().headers(), out)
                || (facts.webSocket()
                        && isHandshake(head, index, facts.selection().headers()));
        return selected && !isCustom(head.bytes(), head.nameStart(index), head.nameEnd(index), facts.origin());
    }

    /**
     * Without key and version there is no WebSocket, so no policy withholds them. Protocols and extensions change what is
     * said on it: an operator may exclude them by name.
     */
    private static boolean isHandshake(Head head, int index, Selection headers) {
        return switch (head.field(index)) {
            case SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION -> true;
            case SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_PROTOCOL -> !headers.excludes();
            default -> false;
        };
    }

    /** What an operator excludes by name does not cross, even where it would if no policy named it. */
    private static boolean isSelected(Head head, int index, Selection headers, ByteWriter out) {
        if (headers.selectsAll()) {
            return true;
        }
        boolean selected = headers.selects(head.bytes(), head.nameStart(index), head.nameEnd(index));
        return headers.excludes()
                ? selected && !UnderscoreNames.isExcluded(head, index, headers, out)
                : selected || UnselectedFields.crosses(head, index);
    }

    private static boolean isEdges(Head head, int index) {
        for (String prefix : EDGE_PREFIXES) {
            if (Octets.startsWithIgnoreCase(head.bytes(), head.nameStart(index), head.nameEnd(index), prefix)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCustom(byte[] bytes, int from, int to, OriginTarget origin) {
        var headers = origin.config().customHeaders();
        for (int i = 0; i < headers.size(); i++) {
            if (Octets.equalsIgnoreCase(bytes, from, to, headers.get(i).name())) {
                return true;
            }
        }
        return false;
    }

    /** An operator who excludes it excludes what the viewer says of those before it. */
    private static void forwardedFor(Head head, Facts facts, ByteWriter out) {
        out.put(FORWARDED_FOR);
        Selection headers = facts.selection().headers();
        if (!headers.excludes() || headers.selects(FORWARDED_FOR, 0, FORWARDED_FOR_NAME_LENGTH)) {
            for (int i = head.first(Field.X_FORWARDED_FOR); i >= 0; i = head.next(Field.X_FORWARDED_FOR, i)) {
                int length = head.valueEnd(i) - head.valueStart(i);
                if (length > 0) {
                    out.put(head.bytes(), head.valueStart(i), length).put(',');
                }
            }
        }
        out.put(facts.viewerAddress()).put(CRLF);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
