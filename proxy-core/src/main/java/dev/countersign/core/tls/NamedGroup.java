package dev.countersign.core.tls;

import io.netty.handler.ssl.OpenSslSession;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The key agreement of a session, where the TLS provider tells it: BoringSSL does, the JDK does not. */
public final class NamedGroup {
    private NamedGroup() {}

    /** As {@code X25519MLKEM768}; null where it is not told. */
    public static @Nullable String of(SSLSession session) {
        return session instanceof OpenSslSession openSsl ? openSsl.getNamedGroup() : null;
    }
}
