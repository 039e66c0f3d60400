package dev.countersign.certs.pem;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Turns PEM blocks into certificates of the JDK's own kind, which both TLS engines take. */
public final class CertificateBlocks {
    private CertificateBlocks() {}

    /**
     * One certificate for each block, in order.
     *
     * @throws Unreadable if any block is something else or does not parse
     */
    public static List<X509Certificate> parse(List<PemBlock> blocks) throws Unreadable {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlock block : blocks) {
            if (block.isPrivateKey()) {
                throw new Unreadable("holds a private key: keep keys in the key file, certificates here");
            }
            if (!block.isCertificate()) {
                throw new Unreadable("holds a " + block.label() + " in block " + block.number()
                        + ": only CERTIFICATE blocks belong here");
            }
            certificates.add(certificate(block.der())
                    .orElseThrow(() -> new Unreadable(
                            "holds no readable X.509 certificate in block " + block.number() + ": export it again")));
        }
        return List.copyOf(certificates);
    }

    /** The certificate these bytes are, from the first to the last; empty if they are none. */
    public static Optional<X509Certificate> certificate(byte[] der) {
        try {
            X509Certificate parsed = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            // The factory stops at the end of the first structure; bytes behind it would go unseen.
            return Arrays.equals(parsed.getEncoded(), der) ? Optional.of(parsed) : Optional.empty();
        } catch (CertificateException | RuntimeException malformed) {
            // Not all that is malformed is declared: an extension cut short runs out of its array.
            return Optional.empty();
        }
    }
}
