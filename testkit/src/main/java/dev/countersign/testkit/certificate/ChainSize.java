package dev.countersign.testkit.certificate;

import java.security.KeyPair;
import java.util.List;
import java.util.Map;

/**
 * Client certificates whose chain has exactly so many bytes as PEM: leaf, authority and root, each padded with an extension
 * that means nothing. Base64 grows by four characters at a time and by a line feed after every 64, so one certificate cannot
 * have every size; with three, the line feeds make up the difference.
 */
public final class ChainSize {
    private static final String PADDING = "1.3.6.1.4.1.99999.1";
    private static final int USUAL = 16_000;
    private static final int LEAST = 1_000; // from here on, DER's length fields keep their own length
    private static final int MOST = 40_000;
    private static final int LINE = 48; // bytes that fill a line
    private static final int GROUP = 3; // bytes that become four characters

    private final KeyPair keys = KeyType.RSA_2048.generate(); // signatures of one length, unlike ECDSA's

    private ChainSize() {}

    /**
     * A certificate that is right in everything, with such a chain, the root included.
     *
     * @param pemBytes between 50,000 and 90,000; a few sizes cannot be met
     */
    public static TestCertificate ofPemBytes(int pemBytes) {
        return new ChainSize().search(pemBytes);
    }

    private TestCertificate search(int pemBytes) {
        TestCertificate least = padded(LEAST, LEAST, LEAST);
        List<Integer> unpadded = least.chain().stream()
                .map(certificate -> PemText.der(certificate).length - LEAST)
                .toList();
        for (int root = USUAL; root < USUAL + LINE; root += GROUP) {
            for (int authority = USUAL; authority < USUAL + LINE; authority += GROUP) {
                int left = pemBytes - pem(unpadded.get(2) + root) - pem(unpadded.get(1) + authority);
                for (int leaf = LEAST; leaf < MOST; leaf += GROUP) {
                    if (pem(unpadded.get(0) + leaf) == left) {
                        return padded(leaf, authority, root);
                    }
                }
            }
        }
        throw new IllegalArgumentException("no chain of three has " + pemBytes + " bytes as PEM");
    }

    private TestCertificate padded(int leaf, int authority, int root) {
        TestAuthority top = TestAuthority.create(padded(CertificateSpec.authority("Root"), root));
        TestCertificate made = top.intermediate(padded(CertificateSpec.authority("Authority"), authority))
                .issue(padded(CertificateSpec.client("padded"), leaf));
        return made.withChain(List.of(made.chain().get(0), made.chain().get(1), top.certificate()));
    }

    private CertificateSpec padded(CertificateSpec spec, int bytes) {
        return spec.keys(keys).extensions(Map.of(PADDING, new byte[bytes]));
    }

    private static int pem(int der) {
        int base64 = (der + 2) / 3 * 4;
        return "-----BEGIN CERTIFICATE-----\n".length()
                + base64
                + (base64 + 63) / 64
                + "-----END CERTIFICATE-----\n".length();
    }
}
