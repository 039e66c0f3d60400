package dev.countersign.core.websocket;

import dev.countersign.core.http.ConnectionOptions;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Method;
import dev.countersign.core.http.Octets;
import dev.countersign.core.http.UpgradeOffer;

/** Does a request offer to go on as a WebSocket, and could an origin take it up (RFC 6455 section 4.2.1)? */
public enum WebSocketOffer {
    /** No word of it. */
    NONE,

    /**
     * Upgrade has the word, but the rest of the request offers nothing: not GET, HTTP/1.0, a body, or Upgrade is no connection
     * option. Upgrade ends here, as RFC 9110 section 7.8 allows. Some recipients look at Upgrade alone, so that nobody knows
     * what the viewer sends next.
     */
    MENTIONED,

    /** An offer without exactly one key of 16 bytes and one version: section 4.2.1 demands 400. */
    MALFORMED,

    /** An offer; which versions and protocols are spoken is the origin's to say. */
    MADE;

    private static final String WEBSOCKET = "websocket";
    private static final String UPGRADE = "upgrade";

    /** 16 bytes in base64: 22 characters and their padding. */
    private static final int KEY_LENGTH = 24;

    private static final int KEY_CHARACTERS = 22;
    private static final int MOST_VERSION_DIGITS = 3;

    /** What {@code request} offers. */
    public static WebSocketOffer of(Head request) {
        if (!UpgradeOffer.isWebSocket(request)) {
            return NONE;
        }
        boolean offers = request.method() == Method.GET
                && request.minorVersion() > 0
                && !request.hasContent()
                && ConnectionOptions.names(request, UPGRADE)
                && listsWebSocket(request);
        if (!offers) {
            return MENTIONED;
        }
        return hasKey(request) && hasVersion(request) ? MADE : MALFORMED;
    }

    private static boolean listsWebSocket(Head request) {
        byte[] bytes = request.bytes();
        for (int i = request.first(Field.UPGRADE); i >= 0; i = request.next(Field.UPGRADE, i)) {
            int end = request.valueEnd(i);
            for (int from = request.valueStart(i); from < end; ) {
                int comma = Octets.indexOf(bytes, from, end, ',');
                int to = comma < 0 ? end : comma;
                int start = Octets.skipBlanks(bytes, from, to);
                if (Octets.equalsIgnoreCase(bytes, start, Octets.trimBlanks(bytes, start, to), WEBSOCKET)) {
                    return true;
                }
                from = to + 1;
            }
        }
        return false;
    }

    private static boolean hasKey(Head request) {
        int index = only(request, Field.SEC_WEBSOCKET_KEY);
        if (index < 0 || request.valueEnd(index) - request.valueStart(index) != KEY_LENGTH) {
            return false;
        }
        int start = request.valueStart(index);
        for (int i = 0; i < KEY_LENGTH; i++) {
            byte octet = request.bytes()[start + i];
            if (i < KEY_CHARACTERS ? !isBase64(octet) : octet != '=') {
                return false;
            }
        }
        return true;
    }

    private static boolean hasVersion(Head request) {
        int index = only(request, Field.SEC_WEBSOCKET_VERSION);
        if (index < 0) {
            return false;
        }
        int from = request.valueStart(index);
        int to = request.valueEnd(index);
        for (int i = from; i < to; i++) {
            byte octet = request.bytes()[i];
            if (octet < '0' || octet > '9') {
                return false;
            }
        }
        return from < to && to - from <= MOST_VERSION_DIGITS;
    }

    /** The index of the one field of that name, or -1 where there is none or another. */
    static int only(Head head, Field field) {
        int index = head.first(field);
        return index >= 0 && head.next(field, index) < 0 ? index : -1;
    }

    private static boolean isBase64(byte octet) {
        byte letter = Octets.lower(octet);
        return (letter >= 'a' && letter <= 'z') || (octet >= '0' && octet <= '9') || octet == '+' || octet == '/';
    }
}
