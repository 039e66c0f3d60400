package dev.countersign.core.tls;

import dev.countersign.certs.PeerTrust;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Is this certificate chain one the origin may show? Order, trust, dates, revocation, pins, strength, usage, name, in
 * that order; falling off the end means yes only after every one of them (RFC 5280 section 6, RFC 9525).
 */
final class OriginCertificateCheck {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final int SMALLEST_RSA_BITS = 2048;
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_ENCIPHERMENT = 2;

    sealed interface Verdict {}

    record Trusted() implements Verdict {}

    record Refused(MtlsOutcome.Plain outcome) implements Verdict {}

    private static final Trusted TRUSTED = new Trusted();

    private final Map<X500Principal, List<X509Certificate>> anchors = new HashMap<>();

    private final RevocationCheck revocation;
    private final PinnedKeys pinned;

    OriginCertificateCheck(PeerTrust trust) {
        revocation = new RevocationCheck(trust.revoked().orElse(null));
        pinned = new PinnedKeys(trust.pins());
        for (X509Certificate anchor : trust.anchors().certificates()) {
            anchors.computeIfAbsent(anchor.getSubjectX500Principal(), subject -> new ArrayList<>())
                    .add(anchor);
        }
    }

    Verdict verify(X509Certificate[] chain, String serverName) {
        X509Certificate leaf = chain[0];
        if (!inOrder(chain)) {
            return new Refused(MtlsOutcome.Plain.ORIGIN_BAD_CHAIN);
        }
        MtlsOutcome.Plain fault = pathFault(chain);
        if (fault != null) {
            return new Refused(fault);
        }
        if (isWeak(leaf)) {
            return new Refused(MtlsOutcome.Plain.ORIGIN_WEAK);
        }
        if (!mayServeTls(leaf)) {
            return new Refused(MtlsOutcome.Plain.ORIGIN_BAD_USAGE);
        }
        return ServerName.matches(leaf, serverName) ? TRUSTED : new Refused(MtlsOutcome.Plain.ORIGIN_NAME_MISMATCH);
    }

    /** PKIX building sorts a chain silently; CloudFront, and we, refuse one that is out of order. */
    private static boolean inOrder(X509Certificate[] chain) {
        for (int i = 0; i + 1 < chain.length; i++) {
            if (!chain[i].getIssuerX500Principal().equals(chain[i + 1].getSubjectX500Principal())) {
                return false;
            }
        }
        return true;
    }

    private MtlsOutcome.@Nullable Plain pathFault(X509Certificate[] chain) {
        if (isAnchor(chain[0])) {
            MtlsOutcome.Plain fault = dateFault(chain[0]);
            return fault == null ? conditionFault(List.of(), chain[0]) : fault;
        }
        for (int length = 1; length <= chain.length; length++) {
            X509Certificate anchor = issuerOf(chain[length - 1]);
            if (anchor != null) {
                List<X509Certificate> path = Arrays.asList(chain).subList(0, length);
                MtlsOutcome.Plain fault = validate(path, anchor);
                return fault == null ? conditionFault(path, anchor) : fault;
            }
        }
        return MtlsOutcome.Plain.ORIGIN_UNTRUSTED;
    }

    /** What the configuration asks of a path beyond its being valid. */
    private MtlsOutcome.@Nullable Plain conditionFault(List<X509Certificate> path, X509Certificate anchor) {
        if (!revocation.allows(path, anchor)) {
            return MtlsOutcome.Plain.ORIGIN_REVOKED;
        }
        return pinned.allow(path, anchor) ? null : MtlsOutcome.Plain.ORIGIN_PIN_MISMATCH;
    }

    private boolean isAnchor(X509Certificate certificate) {
        return anchors.getOrDefault(certificate.getSubjectX500Principal(), List.of())
                .contains(certificate);
    }

    private @Nullable X509Certificate issuerOf(X509Certificate certificate) {
        for (X509Certificate anchor : anchors.getOrDefault(certificate.getIssuerX500Principal(), List.of())) {
            if (isSignedBy(certificate, anchor)) {
                return anchor;
            }
        }
        return null;
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate anchor) {
        try {
            certificate.verify(anchor.getPublicKey());
            return true;
        } catch (GeneralSecurityException anotherKey) {
            return false;
        }
    }

    private static MtlsOutcome.@Nullable Plain validate(List<X509Certificate> path, X509Certificate anchor) {
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509").generateCertPath(withRoot(path, anchor)),
                            parameters);
            if (!path.stream().skip(1).allMatch(OriginCertificateCheck::allowsServers)) {
                return MtlsOutcome.Plain.ORIGIN_BAD_USAGE;
            }
            return path.stream().anyMatch(link -> isSignedWeakly(link) || isWeak(link))
                    ? MtlsOutcome.Plain.ORIGIN_WEAK
                    : null;
        } catch (CertPathValidatorException invalid) {
            return faultOf(invalid.getReason());
        } catch (InvalidAlgorithmParameterException anchorUnusable) {
            return MtlsOutcome.Plain.ORIGIN_UNTRUSTED;
        } catch (GeneralSecurityException unreadable) {
            return MtlsOutcome.Plain.ORIGIN_BAD_CHAIN;
        }
    }

    /**
     * Dates, name constraints and path length of an anchor are looked at only where it stands in the path, and only a root
     * can stand there.
     */
    private static List<X509Certificate> withRoot(List<X509Certificate> path, X509Certificate anchor) {
        if (!anchor.getSubjectX500Principal().equals(anchor.getIssuerX500Principal())) {
            return path;
        }
        List<X509Certificate> whole = new ArrayList<>(path);
        whole.add(anchor);
        return whole;
    }

    /** A leaf, or an authority above it, that is confined to other purposes (mail, client certificates) does not. */
    private static boolean allowsServers(X509Certificate link) {
        try {
            List<String> extended = link.getExtendedKeyUsage();
            return extended == null || extended.contains(SERVER_AUTH) || extended.contains(ANY_USAGE);
        } catch (CertificateParsingException unreadable) {
            return false;
        }
    }

    private static MtlsOutcome.Plain faultOf(CertPathValidatorException.Reason reason) {
        if (reason instanceof BasicReason basic) {
            return switch (basic) {
                case EXPIRED -> MtlsOutcome.Plain.ORIGIN_EXPIRED;
                case NOT_YET_VALID -> MtlsOutcome.Plain.ORIGIN_NOT_YET_VALID;
                case REVOKED, UNDETERMINED_REVOCATION_STATUS -> MtlsOutcome.Plain.ORIGIN_REVOKED;
                case ALGORITHM_CONSTRAINED -> MtlsOutcome.Plain.ORIGIN_WEAK;
                case INVALID_SIGNATURE -> MtlsOutcome.Plain.ORIGIN_UNTRUSTED;
                case UNSPECIFIED -> MtlsOutcome.Plain.ORIGIN_BAD_CHAIN;
            };
        }
        return MtlsOutcome.Plain.ORIGIN_BAD_CHAIN;
    }

    private static MtlsOutcome.@Nullable Plain dateFault(X509Certificate leaf) {
        long now = System.currentTimeMillis();
        if (now > leaf.getNotAfter().toInstant().toEpochMilli()) {
            return MtlsOutcome.Plain.ORIGIN_EXPIRED;
        }
        return now < leaf.getNotBefore().toInstant().toEpochMilli() ? MtlsOutcome.Plain.ORIGIN_NOT_YET_VALID : null;
    }

    private static boolean isWeak(X509Certificate certificate) {
        PublicKey key = certificate.getPublicKey();
        return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < SMALLEST_RSA_BITS;
    }

    private static boolean isSignedWeakly(X509Certificate certificate) {
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        return algorithm.startsWith("SHA1") || algorithm.startsWith("MD");
    }

    private static boolean mayServeTls(X509Certificate leaf) {
        boolean[] usage = leaf.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE] && !usage[KEY_ENCIPHERMENT]) {
            return false;
        }
        return allowsServers(leaf);
    }
}
