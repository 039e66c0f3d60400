package dev.countersign.core.exchange;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Is a 400 nginx's way of rejecting our certificate? It lets the handshake succeed and answers with a page of its own
 * (ngx_http_special_response). Only the beginning of the page is looked at.
 */
public final class CertificateComplaint {
    /** The status of every such page. */
    public static final int STATUS = 400;
    /** How many bytes of the content decide. */
    public static final int LOOKED_AT = 512;

    private static final byte[] REJECTED = "The SSL certificate error".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MISSING = "No required SSL certificate was sent".getBytes(StandardCharsets.US_ASCII);

    private CertificateComplaint() {}

    /** {@code bytes} start with the response's content. */
    public static boolean isIn(int status, ByteBuf bytes) {
        if (status != STATUS) {
            return false;
        }
        int end = bytes.readerIndex() + Math.min(bytes.readableBytes(), LOOKED_AT);
        for (int at = bytes.readerIndex(); at < end; at++) {
            if (startsWith(bytes, at, end, REJECTED) || startsWith(bytes, at, end, MISSING)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(ByteBuf bytes, int at, int end, byte[] text) {
        if (end - at < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (bytes.getByte(at + i) != text[i]) {
                return false;
            }
        }
        return true;
    }
}
