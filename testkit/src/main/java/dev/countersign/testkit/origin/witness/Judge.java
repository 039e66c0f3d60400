package dev.countersign.testkit.origin.witness;

import dev.countersign.testkit.certificate.TestAuthority;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/** Accepts the clients of one authority and nobody else, and may think about it first. */
final class Judge implements X509TrustManager {
    private final TestAuthority accepted;
    private final Runnable thinking;

    Judge(TestAuthority accepted, Runnable thinking) {
        this.accepted = accepted;
        this.thinking = thinking;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        thinking.run();
        try {
            chain[0].verify(accepted.certificate().getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new CertificateException("somebody else's client", e);
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
