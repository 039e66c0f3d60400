package dev.countersign.core.exchange;

import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Octets;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Is a 400 nginx's way of rejecting our certificate? It lets the handshake succeed and answers with a page of its own
 * (ngx_http_special_response). The page has to begin as nginx writes it, from its first byte on: an application that repeats in
 * its own 400 what a viewer sent must not be taken for nginx, because what is concluded concerns every viewer. Looks at pieces
 * as they come; reused from response to response.
 */
public final class CertificateComplaint {
    /** The status of every such page. */
    public static final int STATUS = 400;

    private static final String TYPE = "text/html";
    private static final byte[] REJECTED = page("The SSL certificate error");
    private static final byte[] MISSING = page("No required SSL certificate was sent");

    /** How many bytes of the content decide, at most. */
    public static final int LOOKED_AT = Math.max(REJECTED.length, MISSING.length);

    private static final int FORK = Arrays.mismatch(REJECTED, MISSING);
    private static final int DECIDED = -1;

    private byte[] page = REJECTED;
    private int matched;

    private static byte[] page(String title) {
        return ("<html>\r\n<head><title>400 " + title + "</title></head>\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the content of that response has to be looked at: nginx's page is HTML, and what repeats a viewer's words should not be. */
    public static boolean mayFollow(Head response) {
        int type = response.status() == STATUS ? response.first(Field.CONTENT_TYPE) : -1;
        return type >= 0
                && Octets.startsWithIgnoreCase(
                        response.bytes(), response.valueStart(type), response.valueEnd(type), TYPE);
    }

    /** Another response is to come. */
    void reset() {
        page = REJECTED;
        matched = 0;
    }

    /** Looks at the content's next bytes, leaving them unread; true once, where the complaint is complete. */
    public boolean isCompletedBy(ByteBuf bytes) {
        int end = bytes.writerIndex();
        for (int at = bytes.readerIndex(); at < end && !isDecided(); at++) {
            if (takes(bytes.getByte(at))) {
                return true;
            }
        }
        return false;
    }

    private boolean takes(byte octet) {
        if (matched == FORK && octet == MISSING[FORK]) {
            page = MISSING;
        }
        if (octet != page[matched]) {
            matched = DECIDED;
            return false;
        }
        matched++;
        boolean complete = matched == page.length;
        if (complete) {
            matched = DECIDED;
        }
        return complete;
    }

    /** What else comes changes nothing. */
    public boolean isDecided() {
        return matched == DECIDED;
    }
}
