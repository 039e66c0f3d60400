package dev.countersign.certs.keystore;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The one private key of a key store with its certificates. Never prints the key.
 *
 * @param chain leaf first, at least one
 */
public record KeyStoreContent(PrivateKey key, List<X509Certificate> chain) {
    public KeyStoreContent {
        chain = List.copyOf(chain);
    }

    @Override
    public String toString() {
        return "KeyStoreContent[" + chain.size() + " certificates]";
    }
}
