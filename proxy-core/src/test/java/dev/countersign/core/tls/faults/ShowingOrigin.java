package dev.countersign.core.tls.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.tls.JdkContexts;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * An origin with the JDK's TLS that shows whatever chain it is given, and tells of each
 * connection whether one byte of a request arrived. It answers one request on each.
 */
public final class ShowingOrigin implements AutoCloseable {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    private final BlockingQueue<Boolean> heard = new LinkedBlockingQueue<>();
    private final ScriptedOrigin origin;

    private ShowingOrigin(TestCertificate shown, boolean asking, TestCertificate... accepted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new OneChain(shown)},
                    new TrustManager[] {new JdkContexts.Accepting(accepted)},
                    null);
            SSLParameters parameters = new SSLParameters();
            parameters.setWantClientAuth(asking);
            origin = ScriptedOrigin.tls(context, parameters, this::play);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** One that asks for a client certificate, and accepts this alone. */
    static ShowingOrigin asking(TestCertificate shown, TestCertificate client) {
        return new ShowingOrigin(shown, true, client);
    }

    /** One that does not ask. */
    public static ShowingOrigin unasking(TestCertificate shown) {
        return new ShowingOrigin(shown, false);
    }

    private void play(RawConnection connection) throws IOException {
        boolean any = false;
        try {
            connection.readExactly(1);
            any = true;
            connection.readHead();
            connection.send(ANSWER);
        } finally {
            heard.add(any);
        }
    }

    public int port() {
        return origin.port();
    }

    /** Whether anything of a request arrived on the oldest connection that this has not told of yet. */
    public boolean heardOnNextConnection() {
        try {
            Boolean any = heard.poll(RawConnection.READ_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(any).as("a connection, ended").isNotNull();
            return any;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        origin.close();
    }

    /** Shows one chain whatever the client would like: ordinary key managers refuse to know most of ours. */
    private static final class OneChain extends X509ExtendedKeyManager {
        private final TestCertificate shown;

        OneChain(TestCertificate shown) {
            this.shown = shown;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            return chosen(keyType);
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
            return chosen(keyType);
        }

        private @Nullable String chosen(String keyType) {
            return keyType.startsWith(shown.key().getAlgorithm()) ? "shown" : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return shown.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return shown.key();
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {"shown"};
        }

        @Override
        public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }
    }
}
