package dev.countersign.core.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS that answers an origin's question for a certificate with none and goes on, as anybody can: how a probe learns whether
 * others get in. An exchange must never do that, so nothing but the probe may use this. The origin is checked as ever.
 */
public final class AnonymousTls {
    private AnonymousTls() {}

    /**
     * As {@code tls}, without its identity; to be released on its own.
     *
     * @throws SSLException the engine does not take its settings
     */
    public static OriginTls insteadOf(OriginTls tls) throws SSLException {
        return tls.answering(NobodysKeyManager::new);
    }

    /** Has nothing to present: TLS providers then send an empty Certificate message (RFC 8446 section 4.4.2). */
    private static final class NobodysKeyManager extends X509ExtendedKeyManager {
        private final Function<SSLEngine, HandshakeRecorder> recorders;

        NobodysKeyManager(Function<SSLEngine, HandshakeRecorder> recorders) {
            this.recorders = recorders;
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
            recorders.apply(engine).requested(issuers);
            return null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String name) {
            return null;
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String name) {
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }
    }
}
