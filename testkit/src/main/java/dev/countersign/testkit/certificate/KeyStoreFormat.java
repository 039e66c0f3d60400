package dev.countersign.testkit.certificate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;

/** How a private key and its chain are written together; the password is {@link KeyFormat#PASSWORD}. */
public enum KeyStoreFormat {
    /** RFC 7292, as the JDK and keytool write it: PBES2 with AES-256, HMAC with SHA-256. */
    PKCS12,
    /** The format of older JDKs. */
    JKS;

    byte[] write(List<X509Certificate> chain, PrivateKey key) {
        try {
            KeyStore store = KeyStore.getInstance(name());
            store.load(null, null);
            store.setKeyEntry("client", key, KeyFormat.PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, KeyFormat.PASSWORD.toCharArray());
            return bytes.toByteArray();
        } catch (GeneralSecurityException | IOException failed) {
            throw new IllegalStateException("cannot write a " + this + " key store", failed);
        }
    }
}
