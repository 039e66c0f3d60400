package dev.countersign.testkit.origin.witness;

import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * One certificate, one session cache and one set of ticket keys for any number of {@link WitnessOrigin}s: what one of them
 * has handed out, each of them resumes, as servers behind one name do. A proxy that offers a session where it does not
 * belong is not saved by an origin that cannot use it.
 */
public final class SharedSessions {
    private final SSLContext context;

    private SharedSessions(SSLContext context) {
        this.context = context;
    }

    /**
     * Those of origins that show {@code server} and accept clients of {@code clients}.
     *
     * @param thinking runs before each verdict on a client, and so, under TLS 1.3, before the tickets are sent
     */
    public static SharedSessions of(TestCertificate server, TestAuthority clients, Runnable thinking) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new ShownCertificate(server)},
                    new TrustManager[] {new Judge(clients, thinking)},
                    null);
            return new SharedSessions(context);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    SSLContext context() {
        return context;
    }

    private static final class ShownCertificate extends X509ExtendedKeyManager {
        private final TestCertificate server;

        ShownCertificate(TestCertificate server) {
            this.server = server;
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return keyType.equals(server.key().getAlgorithm()) ? "server" : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return server.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return server.key();
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {"server"};
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            throw new IllegalStateException("a server");
        }
    }
}
