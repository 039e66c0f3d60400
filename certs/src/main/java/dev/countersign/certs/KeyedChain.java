package dev.countersign.certs;

import dev.countersign.certs.chain.Subject;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate chain and the private key of its leaf; the two are known to match. Never prints the key.
 *
 * @param chain leaf first, at least one
 */
public record KeyedChain(List<X509Certificate> chain, PrivateKey key) {
    public KeyedChain {
        chain = List.copyOf(chain);
    }

    public X509Certificate leaf() {
        return chain.get(0);
    }

    @Override
    public String toString() {
        return "KeyedChain[" + Subject.of(leaf()) + "]";
    }
}
