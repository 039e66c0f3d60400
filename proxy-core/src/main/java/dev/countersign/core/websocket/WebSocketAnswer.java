package dev.countersign.core.websocket;

import dev.countersign.core.http.ConnectionOptions;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Octets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Is an origin's 101 the answer to this request's offer? All that a client has to check is checked here (RFC 6455 section
 * 4.1), because a viewer whose bytes flow to an origin that has not understood it speaks to that origin in our name.
 */
public enum WebSocketAnswer {
    ACCEPTED(""),
    NOT_ASKED_FOR("a 101 that was not asked for"),
    NOT_HTTP_1_1("a 101 in HTTP/1.0"),
    WRONG_UPGRADE("a 101 whose Upgrade is not websocket"),
    WRONG_CONNECTION("a 101 whose Connection does not name Upgrade"),
    WRONG_ACCEPT("a 101 whose Sec-WebSocket-Accept does not fit the request's key");

    /** Section 1.3. */
    private static final byte[] SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11".getBytes(StandardCharsets.US_ASCII);

    private final String sentence;

    WebSocketAnswer(String sentence) {
        this.sentence = sentence;
    }

    /** For the log. */
    public String sentence() {
        return sentence;
    }

    /** What the 101 {@code response} is to {@code request}. */
    public static WebSocketAnswer of(Head request, Head response) {
        if (WebSocketOffer.of(request) != WebSocketOffer.MADE) {
            return NOT_ASKED_FOR;
        }
        if (response.minorVersion() == 0) {
            return NOT_HTTP_1_1;
        }
        int upgrade = WebSocketOffer.only(response, Field.UPGRADE);
        if (upgrade < 0
                || !Octets.equalsIgnoreCase(
                        response.bytes(), response.valueStart(upgrade), response.valueEnd(upgrade), "websocket")) {
            return WRONG_UPGRADE;
        }
        if (!ConnectionOptions.names(response, "upgrade")) {
            return WRONG_CONNECTION;
        }
        return isAccepted(request, response) ? ACCEPTED : WRONG_ACCEPT;
    }

    private static boolean isAccepted(Head request, Head response) {
        int key = request.first(Field.SEC_WEBSOCKET_KEY);
        int accept = WebSocketOffer.only(response, Field.SEC_WEBSOCKET_ACCEPT);
        if (accept < 0) {
            return false;
        }
        MessageDigest hash = sha1();
        hash.update(request.bytes(), request.valueStart(key), request.valueEnd(key) - request.valueStart(key));
        byte[] wanted = Base64.getEncoder().encode(hash.digest(SUFFIX));
        int from = response.valueStart(accept);
        int length = response.valueEnd(accept) - from;
        if (length != wanted.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (response.bytes()[from + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** No secret hangs on it: it shows that the origin has read the request as one for a WebSocket. */
    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-1", impossible);
        }
    }
}
