package dev.countersign.server.material;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.PeerTrust;
import dev.countersign.certs.chain.Subject;
import dev.countersign.certs.revocation.RevocationLists;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.CustomOriginConfig;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.core.snapshot.Material;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One certificate that is in use, and what for: the leaf of a client certificate or of a listener's, or one that vouches for
 * an origin. Or a revocation list, which ends, too.
 *
 * @param user {@code DISTRIBUTION/ORIGIN}, or the listener's address
 * @param distribution empty for a listener's
 * @param origin empty for a listener's
 * @param arn empty for a certificate that is named by a file
 * @param file empty for one of the store
 * @param name the certificate's subject, or whose list it is, fit to be printed
 * @param since when it began
 * @param notAfter when it ends
 */
public record InUse(
        Role role,
        String user,
        String distribution,
        String origin,
        String arn,
        String file,
        String name,
        Instant since,
        Instant notAfter) {
    private static final String NONE = "";

    /** Lists last a day as well as a year; the next one is late when three quarters of its time have passed. */
    private static final int QUARTERS = 4;

    /** A certificate. */
    public InUse(
            Role role,
            String user,
            String distribution,
            String origin,
            String arn,
            String file,
            X509Certificate certificate) {
        this(
                role,
                user,
                distribution,
                origin,
                arn,
                file,
                Subject.of(certificate),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** What a certificate is there for. */
    public enum Role {
        /** Presented to an origin that asks. */
        CLIENT,
        /** Presented to an origin that rejected the other one. */
        FALLBACK,
        /** Shown to viewers. */
        LISTENER,
        /** Vouches for an origin. */
        TRUST,
        /** Says which certificates have been revoked. */
        CRL
    }

    /** The ARN or the file. */
    public String source() {
        return arn.isEmpty() ? file : arn;
    }

    /** From when on its end is near. */
    public Instant nearsItsEnd(Duration window) {
        Duration late = Duration.between(since, notAfter).dividedBy(QUARTERS);
        return notAfter.minus(role == Role.CRL && late.compareTo(window) < 0 ? late : window);
    }

    /** Everything in use under a configuration but the public authorities, in the order of the configuration. */
    public static List<InUse> all(ProxyConfig config, List<ListenerSetup> listeners, Material material) {
        List<InUse> all = new ArrayList<>();
        listeners.forEach(listener -> listener.tls().ifPresent(tls -> {
            for (int i = 0; i < tls.certificates().size(); i++) {
                String file = tls.config().certificates().get(i).chain().value().toString();
                X509Certificate leaf = tls.certificates().get(i).leaf();
                all.add(new InUse(Role.LISTENER, listener.bind().toString(), NONE, NONE, NONE, file, leaf));
            }
        }));
        for (DistributionConfig distribution : config.distributions()) {
            for (OriginConfig origin : distribution.origins()) {
                ofOrigin(distribution.id(), origin, material, all);
            }
        }
        return List.copyOf(all);
    }

    private static void ofOrigin(String distribution, OriginConfig origin, Material material, List<InUse> all) {
        CustomOriginConfig custom = origin.customOriginConfig();
        String user = distribution + "/" + origin.id();
        PeerTrust trust = material.trust().get(custom.trust());
        if (custom.trust().authorities() instanceof OriginTrust.CaBundle bundle && trust != null) {
            String file = bundle.file().value().toString();
            trust.anchors()
                    .certificates()
                    .forEach(authority ->
                            all.add(new InUse(Role.TRUST, user, distribution, origin.id(), NONE, file, authority)));
        }
        custom.trust().crl().ifPresent(crl -> {
            String file = crl.value().toString();
            Optional.ofNullable(trust)
                    .flatMap(PeerTrust::revoked)
                    .map(RevocationLists::lists)
                    .orElse(List.of())
                    .forEach(list -> all.add(new InUse(
                            Role.CRL,
                            user,
                            distribution,
                            origin.id(),
                            NONE,
                            file,
                            list.issuerName(),
                            list.thisUpdate(),
                            list.nextUpdate())));
        });
        custom.originMtlsConfig().ifPresent(mtls -> {
            ClientCertificate client = material.clientCertificates().get(mtls.certificate());
            if (client != null) {
                all.add(of(Role.CLIENT, distribution, origin.id(), mtls.certificate(), client));
            }
            mtls.fallback().ifPresent(reference -> {
                ClientCertificate fallback = material.clientCertificates().get(reference);
                if (fallback != null) {
                    all.add(of(Role.FALLBACK, distribution, origin.id(), reference, fallback));
                }
            });
        });
    }

    private static InUse of(
            Role role, String distribution, String origin, ClientCertificateRef reference, ClientCertificate used) {
        boolean stored = reference instanceof ClientCertificateRef.ByArn;
        return new InUse(
                role,
                distribution + "/" + origin,
                distribution,
                origin,
                stored ? used.source() : NONE,
                stored ? NONE : used.source(),
                used.material().leaf());
    }
}
