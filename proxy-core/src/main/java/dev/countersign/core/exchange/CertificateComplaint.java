package dev.countersign.core.exchange;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Is a 400 nginx's way of rejecting our certificate? It lets the handshake succeed and answers with a page of its own
 * (ngx_http_special_response). Only the beginning of the page is looked at, in the pieces it comes in; reused from response to response.
 */
public final class CertificateComplaint {
    /** The status of every such page. */
    public static final int STATUS = 400;

    /** How many bytes of the content decide. */
    public static final int LOOKED_AT = 512;

    /** The first byte of each occurs in it only once, so that a piece that does not fit need not be looked at again. */
    private static final byte[] REJECTED = "The SSL certificate error".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] MISSING = "No required SSL certificate was sent".getBytes(StandardCharsets.US_ASCII);

    private int lookedAt;
    private int rejectedMatches;
    private int missingMatches;

    /** {@code bytes} start with the response's content. */
    public static boolean isIn(int status, ByteBuf bytes) {
        return status == STATUS && new CertificateComplaint().isCompletedBy(bytes);
    }

    /** Another response is to come. */
    void reset() {
        lookedAt = 0;
        rejectedMatches = 0;
        missingMatches = 0;
    }

    /** Looks at the content's next bytes, leaving them unread; true once, where the complaint is complete. */
    boolean isCompletedBy(ByteBuf bytes) {
        int from = bytes.readerIndex();
        int end = from + Math.min(bytes.readableBytes(), LOOKED_AT - lookedAt);
        for (int at = from; at < end; at++) {
            byte octet = bytes.getByte(at);
            rejectedMatches = advance(REJECTED, rejectedMatches, octet);
            missingMatches = advance(MISSING, missingMatches, octet);
            if (rejectedMatches == REJECTED.length || missingMatches == MISSING.length) {
                lookedAt = LOOKED_AT;
                return true;
            }
        }
        lookedAt += end - from;
        return false;
    }

    private static int advance(byte[] text, int matches, byte octet) {
        if (octet == text[matches]) {
            return matches + 1;
        }
        return octet == text[0] ? 1 : 0;
    }
}
