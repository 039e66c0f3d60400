package dev.countersign.certs.revocation;

import dev.countersign.certs.pem.Unreadable;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.jspecify.annotations.Nullable;

/**
 * Which of its issuer's certificates does a list speak for? Said by its issuing distribution point (RFC 5280 section 5.2.5);
 * without one, for all.
 *
 * @param points the list is published at, one of which a certificate must name; empty: wherever it comes from
 */
record Scope(boolean leaves, boolean authorities, Set<GeneralName> points) {
    private static final Scope ALL = new Scope(true, true, Set.of());

    /** Reads the extension's value; null for none. */
    static Scope of(byte @Nullable [] extension) throws Unreadable {
        try {
            return extension == null
                    ? ALL
                    : of(IssuingDistributionPoint.getInstance(
                            ASN1OctetString.getInstance(extension).getOctets()));
        } catch (RuntimeException malformed) {
            throw new Unreadable("has a malformed issuing distribution point: fetch it again");
        }
    }

    private static Scope of(IssuingDistributionPoint said) throws Unreadable {
        if (said.isIndirectCRL() || said.onlyContainsAttributeCerts() || said.getOnlySomeReasons() != null) {
            throw new Unreadable(
                    "is indirect, or about attribute certificates or some reasons only, and does not say alone"
                            + " whether a certificate is revoked: use the issuer's complete list");
        }
        DistributionPointName point = said.getDistributionPoint();
        if (point != null && point.getType() != DistributionPointName.FULL_NAME) {
            throw new Unreadable(
                    "names its distribution point relative to its issuer, which is not read: use one with a"
                            + " full name");
        }
        return new Scope(
                !said.onlyContainsCACerts(), !said.onlyContainsUserCerts(), point == null ? Set.of() : names(point));
    }

    private static Set<GeneralName> names(DistributionPointName point) {
        return new HashSet<>(
                Arrays.asList(GeneralNames.getInstance(point.getName()).getNames()));
    }

    boolean includes(X509Certificate certificate) {
        boolean kind = certificate.getBasicConstraints() < 0 ? leaves : authorities;
        return kind && (points.isEmpty() || pointsOf(certificate).stream().anyMatch(points::contains));
    }

    /** Where the certificate says that its issuer's complete list is. */
    private static Set<GeneralName> pointsOf(X509Certificate certificate) {
        Set<GeneralName> names = new HashSet<>();
        byte[] extension = certificate.getExtensionValue(Extension.cRLDistributionPoints.getId());
        if (extension != null) {
            try {
                CRLDistPoint all = CRLDistPoint.getInstance(
                        ASN1OctetString.getInstance(extension).getOctets());
                Arrays.stream(all.getDistributionPoints())
                        .filter(point -> point.getReasons() == null && point.getCRLIssuer() == null)
                        .map(DistributionPoint::getDistributionPoint)
                        .filter(name -> name != null && name.getType() == DistributionPointName.FULL_NAME)
                        .forEach(name -> names.addAll(
                                Set.of(GeneralNames.getInstance(name.getName()).getNames())));
            } catch (RuntimeException malformed) {
                return Set.of(); // no list speaks for it then
            }
        }
        return names;
    }
}
