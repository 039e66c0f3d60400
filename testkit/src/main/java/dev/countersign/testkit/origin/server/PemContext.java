package dev.countersign.testkit.origin.server;

import dev.countersign.testkit.origin.OriginTls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The JDK's TLS context of a server whose files are PEM. */
final class PemContext {
    private static final char[] NONE = {};

    private PemContext() {}

    static SSLContext of(OriginTls tls) throws IOException {
        try {
            Path clientCa = tls.clientCa();
            return context(
                    keys(tls).getKeyManagers(),
                    clientCa == null ? null : trust(clientCa).getTrustManagers());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One without a certificate of its own. */
    static SSLContext trusting(Path bundle) throws IOException {
        try {
            return context(null, trust(bundle).getTrustManagers());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the leaf: {@code EC}, {@code RSA}, … */
    static String keyAlgorithm(Path chain) throws IOException {
        try {
            return certificates(chain).iterator().next().getPublicKey().getAlgorithm();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        return context;
    }

    private static KeyManagerFactory keys(OriginTls tls) throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> chain = certificates(tls.chain());
        KeyStore identity = empty();
        String algorithm = chain.iterator().next().getPublicKey().getAlgorithm();
        identity.setKeyEntry("origin", key(tls.key(), algorithm), NONE, chain.toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(identity, NONE);
        return keys;
    }

    private static TrustManagerFactory trust(Path bundle) throws IOException, GeneralSecurityException {
        KeyStore anchors = empty();
        for (Certificate anchor : certificates(bundle)) {
            anchors.setCertificateEntry("ca-" + anchors.size(), anchor);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        return trust;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NONE);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path pem)
            throws IOException, GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(pem)));
    }

    private static PrivateKey key(Path pem, String algorithm) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(pem, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
