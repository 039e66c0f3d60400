package dev.countersign.server.demo;

import dev.countersign.certs.KeyedChain;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;

/** The TLS side of the demo's origins: own certificate, and whose client certificates are taken. */
final class DemoTls {
    private static final char[] IN_MEMORY_ONLY = {};

    private DemoTls() {}

    /** Takes client certificates that {@code authority} issued to {@code partner}, and no others. */
    static SSLContext forPartner(KeyedChain own, X509Certificate authority, KeyedChain partner) {
        X500Principal subject = partner.leaf().getSubjectX500Principal();
        return context(own, new OnlyPartner(issuedBy(authority), subject));
    }

    /** Takes every client certificate of {@code authority}. */
    static SSLContext forAuthority(KeyedChain own, X509Certificate authority) {
        return context(own, issuedBy(authority));
    }

    private static SSLContext context(KeyedChain own, X509TrustManager trust) {
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("own", own.key(), IN_MEMORY_ONLY, own.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, IN_MEMORY_ONLY);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("every JDK has TLS and key stores in memory", impossible);
        }
    }

    private static X509TrustManager issuedBy(X509Certificate authority) {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry("authority", authority);
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return List.of(factory.getTrustManagers()).stream()
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("every JDK has a trust manager for X.509", impossible);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, IN_MEMORY_ONLY);
        return store;
    }

    /** As an origin that serves one partner does: the authority vouches for the name, the origin knows the name. */
    private record OnlyPartner(X509TrustManager authority, X500Principal partner) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            authority.checkClientTrusted(chain, authType);
            if (!chain[0].getSubjectX500Principal().equals(partner)) {
                throw new CertificateException("not this origin's partner");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            authority.checkServerTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return authority.getAcceptedIssuers();
        }
    }
}
