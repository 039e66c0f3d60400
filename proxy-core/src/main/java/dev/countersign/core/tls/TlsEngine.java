package dev.countersign.core.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** Which TLS implementation runs: BoringSSL where its native library loads, else the JDK's. */
public enum TlsEngine {
    BORINGSSL(SslProvider.OPENSSL_REFCNT, "BoringSSL"),
    JDK(SslProvider.JDK, "JDK");

    private final SslProvider provider;
    private final String label;

    TlsEngine(SslProvider provider, String label) {
        this.provider = provider;
        this.label = label;
    }

    public SslProvider provider() {
        return provider;
    }

    /** The name in the start-up line. */
    public String label() {
        return label;
    }

    /** The best engine this machine has. */
    public static TlsEngine available() {
        return OpenSsl.isAvailable() ? BORINGSSL : JDK;
    }
}
