package dev.countersign.core.tls;

import dev.countersign.testkit.certificate.TestCertificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.X509TrustManager;

/** What a scripted origin thinks of clients: it accepts these leaves alone, and says so when asked again later. */
final class Accepting implements X509TrustManager {
    private final Set<X509Certificate> accepted = ConcurrentHashMap.newKeySet();
    private volatile Runnable before = () -> {};

    Accepting(TestCertificate... clients) {
        for (TestCertificate client : clients) {
            but(client);
        }
    }

    /** This one too, from now on. */
    void but(TestCertificate client) {
        accepted.add(client.leaf());
    }

    /** Runs before each verdict. */
    void before(Runnable action) {
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
