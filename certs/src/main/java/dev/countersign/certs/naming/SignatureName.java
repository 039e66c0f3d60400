package dev.countersign.certs.naming;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/** What ACM calls the algorithm a certificate, or a revocation list, was signed with: {@code SignatureAlgorithm} (ACM API, CertificateDetail). */
public final class SignatureName {
    private static final String PSS = "1.2.840.113549.1.1.10"; // RFC 4055 section 3.1

    /** RFC 8017 appendix B.1. */
    private static final Map<String, String> HASHES = Map.of(
            "1.3.14.3.2.26", "SHA1",
            "2.16.840.1.101.3.4.2.4", "SHA224",
            "2.16.840.1.101.3.4.2.1", "SHA256",
            "2.16.840.1.101.3.4.2.2", "SHA384",
            "2.16.840.1.101.3.4.2.3", "SHA512");

    private SignatureName() {}

    /**
     * The name, such as {@code SHA256WITHRSA}, {@code SHA384WITHECDSA} or {@code ED25519}. RSASSA-PSS with MGF1 over the same hash is
     * {@code SHA256WITHRSAANDMGF1}, with MGF1 over another {@code SHA256WITHRSAANDMGF1SHA1}, with another mask {@code SHA256WITHRSAPSS}.
     */
    public static String of(X509Certificate certificate) {
        return of(certificate.getSigAlgOID(), certificate.getSigAlgName(), certificate.getSigAlgParams());
    }

    /** The same for a list. */
    public static String of(X509CRL list) {
        return of(list.getSigAlgOID(), list.getSigAlgName(), list.getSigAlgParams());
    }

    private static String of(String oid, String name, byte @Nullable [] encoded) {
        if (!oid.equals(PSS)) {
            return name.toUpperCase(Locale.ROOT);
        }
        try {
            return pss(encoded == null ? new RSASSAPSSparams() : RSASSAPSSparams.getInstance(encoded));
        } catch (IllegalArgumentException | IllegalStateException malformed) {
            return "RSASSA-PSS";
        }
    }

    private static String pss(RSASSAPSSparams parameters) {
        String hash = hash(parameters.getHashAlgorithm());
        AlgorithmIdentifier mask = parameters.getMaskGenAlgorithm();
        if (!mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1) || mask.getParameters() == null) {
            return hash + "WITHRSAPSS";
        }
        String maskHash = hash(AlgorithmIdentifier.getInstance(mask.getParameters()));
        return hash + "WITHRSAANDMGF1" + (maskHash.equals(hash) ? "" : maskHash);
    }

    private static String hash(AlgorithmIdentifier algorithm) {
        String oid = algorithm.getAlgorithm().getId();
        return HASHES.getOrDefault(oid, oid);
    }
}
