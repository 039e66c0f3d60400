package dev.countersign.core.tls;

import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The TLS of scripted origins. */
public final class JdkContexts {
    private static final char[] NO_SECRET = "none".toCharArray();

    private JdkContexts() {}

    /** A context that shows {@code server} and accepts clients of {@code clients}, whom it also names when it asks. */
    public static SSLContext of(TestCertificate server, TestAuthority clients) {
        try {
            KeyStore trusted = emptyStore();
            trusted.setCertificateEntry("clients", clients.certificate());
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return of(server, factory.getTrustManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A context that shows {@code server} and judges clients its own way. */
    public static SSLContext of(TestCertificate server, TrustManager... judges) {
        try {
            KeyStore keys = emptyStore();
            keys.setKeyEntry("server", server.key(), NO_SECRET, server.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, NO_SECRET);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), judges, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    public static SSLParameters speaking(String version) {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {version});
        return parameters;
    }

    public static SSLParameters wanting(String version) {
        SSLParameters parameters = speaking(version);
        parameters.setWantClientAuth(true);
        return parameters;
    }

    public static SSLParameters needing(String version) {
        SSLParameters parameters = speaking(version);
        parameters.setNeedClientAuth(true);
        return parameters;
    }

    /** What a scripted origin thinks of clients: it accepts these leaves alone, and says so when asked again later. */
    public static final class Accepting implements X509TrustManager {
        private final Set<X509Certificate> accepted = ConcurrentHashMap.newKeySet();
        private volatile Runnable before = () -> {};

        public Accepting(TestCertificate... clients) {
            for (TestCertificate client : clients) {
                but(client);
            }
        }

        /** This one too, from now on. */
        public void but(TestCertificate client) {
            accepted.add(client.leaf());
        }

        /** Runs before each verdict. */
        public void before(Runnable action) {
            before = action;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            before.run();
            if (!accepted.contains(chain[0])) {
                throw new CertificateException("somebody else");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("clients only");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Rejects one client in so many, whoever it is. */
    public record Moody(int oneIn) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            if (ThreadLocalRandom.current().nextInt(oneIn) == 0) {
                throw new CertificateException("not today");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("clients only");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
