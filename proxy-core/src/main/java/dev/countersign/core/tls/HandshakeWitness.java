package dev.countersign.core.tls;

import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who wants to know more of a handshake with an origin than its value keeps: what the origin asked and showed. Told on the
 * connection's event loop, in the order of the handshake. Everything in it was written by the origin.
 */
public interface HandshakeWitness {
    /** Exchanges need no witness. */
    HandshakeWitness NOBODY = new HandshakeWitness() {
        @Override
        public void asked(List<Principal> authorities) {}

        @Override
        public void shown(List<X509Certificate> chain) {}

        @Override
        public void ended(HandshakeResult result) {}
    };

    /** The origin asks for a certificate; {@code authorities} are those it named (RFC 8446 section 4.2.4), perhaps none. */
    void asked(List<Principal> authorities);

    /** The origin showed its chain, leaf first, as it came; it is not checked yet. */
    void shown(List<X509Certificate> chain);

    /** What came of it; once more where the origin's verdict comes after the handshake. */
    void ended(HandshakeResult result);
}
