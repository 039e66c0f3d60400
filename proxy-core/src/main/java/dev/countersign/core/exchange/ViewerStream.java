package dev.countersign.core.exchange;

import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.Head;
import dev.countersign.core.response.ResponseRules;
import dev.countersign.core.snapshot.EdgeLines;
import dev.countersign.core.tunnel.Tunnel;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The viewer's side of one exchange: an HTTP/1.1 connection now, one stream of an HTTP/2 connection later. Called on the
 * exchange's event loop.
 */
public interface ViewerStream {
    /** Tells a viewer that waits for it to send its body (RFC 9110 section 10.1.1). */
    void sendContinue();

    /** Passes on an interim response such as 103. */
    void sendInformational(Head response);

    /** Starts the response with the origin's head; {@code framing} is how its body comes. */
    void sendHead(Head response, BodyFraming framing, EdgeLines edge, byte[] requestId);

    /**
     * Sends the origin's 101 and makes this viewer's connection an end of the tunnel; what the viewer sends belongs to no
     * exchange from then on.
     */
    void switchProtocols(Head response, EdgeLines edge, byte[] requestId, Tunnel tunnel);

    /** Sends content; takes the buffer over. */
    void sendBody(ByteBuf content);

    /** The response is complete. */
    void sendEnd();

    /**
     * Sends a whole response that tells of an error; the connection may not be used for another where that is unsafe.
     *
     * @param rules what else its head has; null for nothing
     */
    void sendPage(int status, String sentence, @Nullable ResponseRules rules, EdgeLines edge, byte[] requestId);

    /** Sends a whole response that points to the same URL over HTTPS; {@code status} is 301 or 307. */
    void sendRedirect(int status, Head request, EdgeLines edge, byte[] requestId);

    void flush();

    boolean isWritable();

    /** Lets the request's body flow to {@link Exchange#requestData}, or holds it back. */
    void takeBody(boolean wanted);

    /** Ends the response where it stands, in a way the viewer notices. */
    void cut();

    /** Bytes sent for this exchange, heads included. */
    long bytesSent();

    /** The exchange is over and must not be used any more; always its last call. */
    void exchangeEnded();
}
