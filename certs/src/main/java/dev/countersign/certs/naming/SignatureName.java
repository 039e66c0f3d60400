package dev.countersign.certs.naming;

import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** What ACM calls the algorithm a certificate was signed with: {@code SignatureAlgorithm} (ACM API, CertificateDetail). */
public final class SignatureName {
    private static final String PSS = "1.2.840.113549.1.1.10"; // RFC 4055 section 3.1
    private static final String UNUSUAL_PSS = "RSASSA-PSS";

    /** RFC 8017 appendix B.1. */
    private static final Map<String, String> HASHES = Map.of(
            "1.3.14.3.2.26", "SHA1",
            "2.16.840.1.101.3.4.2.4", "SHA224",
            "2.16.840.1.101.3.4.2.1", "SHA256",
            "2.16.840.1.101.3.4.2.2", "SHA384",
            "2.16.840.1.101.3.4.2.3", "SHA512");

    private SignatureName() {}

    /**
     * The name, such as {@code SHA256WITHRSA}, {@code SHA384WITHECDSA}, {@code SHA256WITHRSAANDMGF1} (RSASSA-PSS, with MGF1 over the
     * same hash) or {@code ED25519}. PSS with anything unusual in its parameters is {@code RSASSA-PSS} and no more.
     */
    public static String of(X509Certificate certificate) {
        if (!certificate.getSigAlgOID().equals(PSS)) {
            return certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        }
        byte[] parameters = certificate.getSigAlgParams();
        return parameters == null ? "SHA1WITHRSAANDMGF1" : pss(parameters);
    }

    private static String pss(byte[] encoded) {
        try {
            RSASSAPSSparams parameters = RSASSAPSSparams.getInstance(encoded);
            String hash = hash(parameters.getHashAlgorithm());
            AlgorithmIdentifier mask = parameters.getMaskGenAlgorithm();
            boolean sameHash = mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
                    && mask.getParameters() != null
                    && hash.equals(hash(AlgorithmIdentifier.getInstance(mask.getParameters())));
            return sameHash && !hash.isEmpty() ? hash + "WITHRSAANDMGF1" : UNUSUAL_PSS;
        } catch (IllegalArgumentException | IllegalStateException malformed) {
            return UNUSUAL_PSS;
        }
    }

    private static String hash(AlgorithmIdentifier algorithm) {
        return HASHES.getOrDefault(algorithm.getAlgorithm().getId(), "");
    }
}
