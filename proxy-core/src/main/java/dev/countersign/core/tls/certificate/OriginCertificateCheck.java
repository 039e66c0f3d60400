package dev.countersign.core.tls.certificate;

import dev.countersign.certs.PeerTrust;
import dev.countersign.core.tls.MtlsOutcome;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Is this certificate chain one the origin may show? Form, trust, strength, path with its dates, usage, revocation, pins,
 * name, in that order; falling off the end means yes only after every one of them (RFC 5280 section 6, RFC 9525).
 */
public final class OriginCertificateCheck {
    /** Public authorities make do with four; the JDK takes ten from a server, and the work grows with each. */
    private static final int LONGEST_CHAIN = 8;

    private static final String NAME_CONSTRAINTS = "2.5.29.30";

    /** Yes or no. */
    public sealed interface Verdict {}

    /** It may. */
    public record Trusted() implements Verdict {}

    /** It may not, and that is the outcome. */
    public record Refused(MtlsOutcome.Plain outcome) implements Verdict {}

    private static final Trusted TRUSTED = new Trusted();

    private final Map<X500Principal, List<X509Certificate>> anchors = new HashMap<>();
    private final RevocationCheck revocation;
    private final PinnedKeys pinned;

    /** Against that trust, for ever. */
    public OriginCertificateCheck(PeerTrust trust) {
        revocation = new RevocationCheck(trust.revoked().orElse(null));
        pinned = new PinnedKeys(trust.pins());
        for (X509Certificate anchor : trust.anchors().certificates()) {
            anchors.computeIfAbsent(anchor.getSubjectX500Principal(), subject -> new ArrayList<>())
                    .add(anchor);
        }
    }

    /** {@code chain} is as the origin sent it, leaf first, not empty; {@code serverName} is whom we asked for. */
    public Verdict verify(X509Certificate[] chain, String serverName) {
        if (!isInForm(chain)) {
            return new Refused(MtlsOutcome.Plain.ORIGIN_BAD_CHAIN);
        }
        X509Certificate leaf = chain[0];
        MtlsOutcome.Plain fault = isAnchor(leaf) ? faultOfAnchored(leaf) : pathFault(chain);
        if (fault != null) {
            return new Refused(fault);
        }
        return ServerName.matches(leaf, serverName) ? TRUSTED : new Refused(MtlsOutcome.Plain.ORIGIN_NAME_MISMATCH);
    }

    /** PKIX building sorts a chain silently; CloudFront, and we, refuse one that is out of order. */
    private static boolean isInForm(X509Certificate[] chain) {
        for (int i = 0; i + 1 < chain.length; i++) {
            if (!chain[i].getIssuerX500Principal().equals(chain[i + 1].getSubjectX500Principal())) {
                return false;
            }
        }
        return chain.length <= LONGEST_CHAIN && new HashSet<>(Arrays.asList(chain)).size() == chain.length;
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

    /** The operator vouches for this very certificate; that it may sign others as well is no fault then. */
    private MtlsOutcome.@Nullable Plain faultOfAnchored(X509Certificate leaf) {
        if (!CertificateStrength.hasStrongKey(leaf)) {
            return MtlsOutcome.Plain.ORIGIN_WEAK;
        }
        MtlsOutcome.Plain date = dateFault(leaf);
        if (date != null) {
            return date;
        }
        return CertificateUse.mayServe(leaf) ? conditionFault(List.of(), leaf) : MtlsOutcome.Plain.ORIGIN_BAD_USAGE;
    }

    /** One good path is enough: a bundle may hold an authority twice, old and renewed. Else the first one's fault is told. */
    private MtlsOutcome.@Nullable Plain pathFault(X509Certificate[] chain) {
        MtlsOutcome.Plain first = null;
        for (int length = 1; length <= chain.length; length++) {
            List<X509Certificate> path = Arrays.asList(chain).subList(0, length);
            for (X509Certificate anchor : issuersOf(chain[length - 1])) {
                MtlsOutcome.Plain fault = faultOf(path, anchor);
                if (fault == null) {
                    return null;
                }
                first = first == null ? fault : first;
            }
        }
        return first == null ? MtlsOutcome.Plain.ORIGIN_UNTRUSTED : first;
    }

    private List<X509Certificate> issuersOf(X509Certificate certificate) {
        return anchors.getOrDefault(certificate.getIssuerX500Principal(), List.of()).stream()
                .filter(anchor -> CertificateUse.maySign(anchor) && isSignedBy(certificate, anchor))
                .toList();
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate anchor) {
        try {
            certificate.verify(anchor.getPublicKey());
            return true;
        } catch (GeneralSecurityException anotherKey) {
            return false;
        }
    }

    private MtlsOutcome.@Nullable Plain faultOf(List<X509Certificate> path, X509Certificate anchor) {
        if (!CertificateStrength.hasStrongKey(anchor) || !path.stream().allMatch(OriginCertificateCheck::isStrong)) {
            return MtlsOutcome.Plain.ORIGIN_WEAK;
        }
        MtlsOutcome.Plain invalid = validate(path, anchor);
        if (invalid != null) {
            return invalid;
        }
        X509Certificate leaf = path.get(0);
        boolean usable = CertificateUse.mayServe(leaf)
                && !CertificateUse.isAuthority(leaf)
                && path.stream().allMatch(CertificateUse::allowsServers)
                && CertificateUse.allowsServers(anchor);
        return usable ? conditionFault(path, anchor) : MtlsOutcome.Plain.ORIGIN_BAD_USAGE;
    }

    private static boolean isStrong(X509Certificate link) {
        return CertificateStrength.hasStrongKey(link) && CertificateStrength.isSignedStrongly(link);
    }

    private static MtlsOutcome.@Nullable Plain validate(List<X509Certificate> path, X509Certificate anchor) {
        boolean isRoot = CertificateUse.isSelfIssued(anchor);
        MtlsOutcome.Plain anchorFault = isRoot ? null : faultOfIntermediate(anchor, path);
        if (anchorFault != null) {
            return anchorFault;
        }
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509")
                                    .generateCertPath(isRoot ? withRoot(path, anchor) : path),
                            parameters);
            return null;
        } catch (CertPathValidatorException invalid) {
            return outcomeOf(invalid.getReason());
        } catch (InvalidAlgorithmParameterException anchorUnusable) {
            return MtlsOutcome.Plain.ORIGIN_UNTRUSTED;
        } catch (GeneralSecurityException unreadable) {
            return MtlsOutcome.Plain.ORIGIN_BAD_CHAIN;
        }
    }

    /**
     * PKIX looks at an anchor's dates, path length and name constraints only where it stands in the path, and only a root can
     * stand there. Name constraints are beyond what can be looked at here: an authority with them counts below its root alone.
     */
    private static MtlsOutcome.@Nullable Plain faultOfIntermediate(X509Certificate anchor, List<X509Certificate> path) {
        MtlsOutcome.Plain date = dateFault(anchor);
        if (date != null) {
            return date;
        }
        long authorities = path.stream()
                .skip(1)
                .filter(link -> !CertificateUse.isSelfIssued(link))
                .count();
        boolean fits =
                authorities <= anchor.getBasicConstraints() && anchor.getExtensionValue(NAME_CONSTRAINTS) == null;
        return fits ? null : MtlsOutcome.Plain.ORIGIN_BAD_CHAIN;
    }

    private static List<X509Certificate> withRoot(List<X509Certificate> path, X509Certificate root) {
        List<X509Certificate> whole = new ArrayList<>(path);
        whole.add(root);
        return whole;
    }

    private static MtlsOutcome.Plain outcomeOf(CertPathValidatorException.Reason reason) {
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

    private static MtlsOutcome.@Nullable Plain dateFault(X509Certificate certificate) {
        long now = System.currentTimeMillis();
        if (now > certificate.getNotAfter().toInstant().toEpochMilli()) {
            return MtlsOutcome.Plain.ORIGIN_EXPIRED;
        }
        return now < certificate.getNotBefore().toInstant().toEpochMilli()
                ? MtlsOutcome.Plain.ORIGIN_NOT_YET_VALID
                : null;
    }
}
