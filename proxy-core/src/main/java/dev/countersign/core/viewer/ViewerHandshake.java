package dev.countersign.core.viewer;

import dev.countersign.core.exchange.ViewerFacts;
import dev.countersign.core.exchange.Worker;
import dev.countersign.core.failure.CauseText;
import dev.countersign.core.log.LogFragments;
import dev.countersign.core.log.ViewerHandshakeLine;
import dev.countersign.core.log.ViewerTls;
import dev.countersign.core.tls.Alert;
import dev.countersign.core.tls.NamedGroup;
import dev.countersign.core.tls.TlsErrorCode;
import io.netty.channel.Channel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A viewer's TLS handshake: its facts for the log once it is done, its one log line when it is not. */
final class ViewerHandshake {
    private static final String NOT_TLS = "not_tls";

    private final String listener;
    private final boolean secure;
    private final long startNanos = System.nanoTime();
    private @Nullable String serverName;
    private boolean logged;

    /** Of a connection of the listener with that name. */
    ViewerHandshake(String listener, boolean secure) {
        this.listener = listener;
        this.secure = secure;
    }

    /** Whether the connection begins with one; else it is plain HTTP. */
    boolean isNeeded() {
        return secure;
    }

    void serverName(@Nullable String name) {
        serverName = name;
    }

    /** The viewer as its exchanges know it, once it is connected and, where it has to, has shaken hands. */
    ViewerFacts viewer(Channel channel) {
        InetSocketAddress client = (InetSocketAddress) channel.remoteAddress();
        return new ViewerFacts(
                LogFragments.viewer(listener, client, facts(channel)),
                NetUtil.toAddressString(client.getAddress()).getBytes(StandardCharsets.US_ASCII),
                secure);
    }

    /** Null on a plain connection. */
    private @Nullable ViewerTls facts(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            return null;
        }
        SSLSession session = tls.engine().getSession();
        return new ViewerTls(
                session.getProtocol(),
                session.getCipherSuite(),
                NamedGroup.of(session),
                tls.applicationProtocol(),
                null,
                serverName);
    }

    void failed(Worker worker, Channel channel, Throwable cause) {
        Alert alert = TlsErrorCode.of(cause) instanceof TlsErrorCode.ReceivedAlert received ? received.alert() : null;
        String type = typeOf(alert, cause);
        log(worker, channel, alert, type, CauseText.of(cause));
    }

    void closed(Worker worker, Channel channel) {
        log(worker, channel, null, "closed", "the viewer closed the connection in the handshake");
    }

    private static String typeOf(@Nullable Alert alert, Throwable cause) {
        if (alert != null) {
            return "alert";
        }
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof NotSslRecordException) {
                return NOT_TLS;
            }
            if (at instanceof SslHandshakeTimeoutException) {
                return "timeout";
            }
            if (at instanceof TooLongFrameException) {
                return "client_hello_too_large";
            }
        }
        return "tls_failed";
    }

    private void log(Worker worker, Channel channel, @Nullable Alert alert, String type, @Nullable String message) {
        if (logged || !(channel.remoteAddress() instanceof InetSocketAddress client)) {
            return;
        }
        logged = true;
        worker.meters().viewerHandshakeFailed();
        worker.log(new ViewerHandshakeLine(
                System.currentTimeMillis(),
                listener,
                client,
                serverName,
                alert,
                type,
                message,
                System.nanoTime() - startNanos));
    }
}
