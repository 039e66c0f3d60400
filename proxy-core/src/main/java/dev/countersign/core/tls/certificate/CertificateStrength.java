package dev.countersign.core.tls.certificate;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PSSParameterSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Are a certificate's key and signature strong enough to prove anything? What is not known to be is not: it does not depend
 * on which algorithms this JDK happens to have disabled.
 */
public final class CertificateStrength {
    private static final int SMALLEST_RSA_BITS = 2048;
    private static final int SMALLEST_CURVE_BITS = 256;
    private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";

    /** With SHA-256, SHA-384 and SHA-512: RSA (RFC 8017 appendix C), ECDSA (RFC 5758 section 3.2); Ed25519, Ed448 (RFC 8410). */
    private static final Set<String> SIGNATURES = Set.of(
            "1.2.840.113549.1.1.11",
            "1.2.840.113549.1.1.12",
            "1.2.840.113549.1.1.13",
            "1.2.840.10045.4.3.2",
            "1.2.840.10045.4.3.3",
            "1.2.840.10045.4.3.4",
            "1.3.101.112",
            "1.3.101.113");

    private static final Set<String> HASHES = Set.of("SHA-256", "SHA-384", "SHA-512");

    private CertificateStrength() {}

    /** RSA of 2048 bits or more, a curve of 256 bits or more, or Ed25519 or Ed448. */
    public static boolean hasStrongKey(X509Certificate certificate) {
        PublicKey key = certificate.getPublicKey();
        if (key instanceof RSAPublicKey rsa) {
            return rsa.getModulus().bitLength() >= SMALLEST_RSA_BITS;
        }
        if (key instanceof ECPublicKey curve) {
            return curve.getParams().getOrder().bitLength() >= SMALLEST_CURVE_BITS;
        }
        return key instanceof EdECPublicKey;
    }

    /** Made over a hash of the SHA-2 family of 256 bits or more, or with Ed25519 or Ed448. */
    public static boolean isSignedStrongly(X509Certificate certificate) {
        String algorithm = certificate.getSigAlgOID();
        return SIGNATURES.contains(algorithm)
                || (algorithm.equals(RSASSA_PSS) && hasStrongHash(certificate.getSigAlgParams()));
    }

    /** RSASSA-PSS says in its parameters which hash it uses; where it says nothing, it is SHA-1 (RFC 8017 appendix A.2.3). */
    private static boolean hasStrongHash(byte @Nullable [] parameters) {
        if (parameters == null) {
            return false;
        }
        try {
            AlgorithmParameters read = AlgorithmParameters.getInstance("RSASSA-PSS");
            read.init(parameters);
            return HASHES.contains(read.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm());
        } catch (GeneralSecurityException | IOException unreadable) {
            return false;
        }
    }
}
