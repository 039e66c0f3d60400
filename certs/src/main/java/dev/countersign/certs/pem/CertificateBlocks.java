package dev.countersign.certs.pem;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Turns PEM blocks into certificates of the JDK's own kind, which both TLS engines take. */
public final class CertificateBlocks {
    private static final String LABEL = "CERTIFICATE";

    private CertificateBlocks() {}

    /**
     * One certificate for each block, in order.
     *
     * @throws Unreadable if any block is something else or does not parse
     */
    public static List<X509Certificate> parse(List<PemBlock> blocks) throws Unreadable {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlock block : blocks) {
            int number = certificates.size() + 1;
            if (block.label().endsWith("PRIVATE KEY")) {
                throw new Unreadable("holds a private key: keep keys in the key file, certificates here");
            }
            if (!block.label().equals(LABEL)) {
                throw new Unreadable(
                        "holds a " + block.label() + " in block " + number + ": only CERTIFICATE blocks belong here");
            }
            certificates.add(certificate(block.der(), number));
        }
        return List.copyOf(certificates);
    }

    private static X509Certificate certificate(byte[] der, int number) throws Unreadable {
        try {
            X509Certificate parsed = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            // The factory stops at the end of the first structure; bytes behind it would go unseen.
            if (Arrays.equals(parsed.getEncoded(), der)) {
                return parsed;
            }
        } catch (CertificateException malformed) {
            throw notACertificate(number);
        }
        throw notACertificate(number);
    }

    private static Unreadable notACertificate(int number) {
        return new Unreadable("holds no readable X.509 certificate in block " + number + ": export it again");
    }
}
