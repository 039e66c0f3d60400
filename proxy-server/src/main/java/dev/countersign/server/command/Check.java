package dev.countersign.server.command;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.PeerTrust;
import dev.countersign.certs.SystemCas;
import dev.countersign.certs.chain.Subject;
import dev.countersign.certs.revocation.RevocationLists;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.CustomOriginConfig;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginKind;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.server.material.InUse;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.reload.Prepared;
import dev.countersign.server.rotation.ExpiryRound;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** {@code check}: what {@code run} would do with a configuration, or everything that keeps it from doing so. */
final class Check {
    private final PrintWriter out;
    private final PrintWriter err;

    Check(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    int of(Path file) {
        Prepared prepared = Prepared.from(file);
        if (prepared instanceof Prepared.Refused refused) {
            return ProblemReport.print(err, file, refused.problems());
        }
        Prepared.Ready ready = (Prepared.Ready) prepared;
        ready.loaded().warnings().forEach(warning -> err.println("warning: " + warning));
        expiring(ready).forEach(warning -> err.println("warning: " + warning));
        err.flush();
        out.println(file + ": fine");
        ready.loaded().listeners().forEach(this::listener);
        out.println("admin " + ready.config().admin().bind());
        ready.config().distributions().forEach(distribution -> distribution(distribution, ready.loaded()));
        out.flush();
        return Commands.FINE;
    }

    /** What has expired is among the warnings of loading; what vouches for origins is not. */
    private static List<String> expiring(Prepared.Ready ready) {
        Instant now = Instant.now();
        List<InUse> inUse = InUse.all(
                        ready.config(),
                        ready.loaded().listeners(),
                        ready.loaded().material())
                .stream()
                .filter(used ->
                        used.role() == InUse.Role.TRUST || used.notAfter().isAfter(now))
                .toList();
        return ExpiryRound.sentences(inUse, ready.config().certificateStore().expiryWarning(), now);
    }

    private void listener(ListenerSetup listener) {
        out.println("listener " + listener.bind() + (listener.tls().isPresent() ? ", TLS" : ", plain HTTP"));
        listener.tls()
                .ifPresent(tls ->
                        tls.certificates().forEach(chain -> out.println("  certificate          " + described(chain))));
    }

    private void distribution(DistributionConfig distribution, LoadResult.Complete loaded) {
        out.println("distribution " + distribution.id() + (distribution.enabled() ? "" : " (disabled)") + ", for "
                + (distribution.aliases().isEmpty()
                        ? "every host no other distribution answers"
                        : String.join(", ", distribution.aliases())));
        distribution
                .behaviors()
                .forEach(behavior -> out.println("  " + behavior.pathPattern() + " -> " + behavior.targetOriginId()));
        out.println("  * -> " + distribution.defaultBehavior().targetOriginId());
        distribution
                .originGroups()
                .forEach(group -> out.println("  group " + group.id() + ", " + String.join(", then ", group.members())
                        + " on " + new TreeSet<>(group.failoverCriteria())));
        distribution.origins().forEach(origin -> origin(origin, loaded));
    }

    private void origin(OriginConfig origin, LoadResult.Complete loaded) {
        if (origin.kind() != OriginKind.CUSTOM) {
            out.println("  origin " + origin.id() + ", " + origin.kind() + ", not available here");
            return;
        }
        CustomOriginConfig custom = origin.customOriginConfig();
        out.println("  origin " + origin.id() + ", " + reachedBy(origin));
        trust(custom.trust(), loaded);
        custom.originMtlsConfig().ifPresent(mtls -> {
            certificate("client certificate", mtls.certificate(), loaded);
            mtls.fallback().ifPresent(fallback -> certificate("fallback          ", fallback, loaded));
        });
    }

    private void certificate(String label, ClientCertificateRef reference, LoadResult.Complete loaded) {
        ClientCertificate certificate = loaded.material().clientCertificates().get(reference);
        if (certificate != null) {
            out.println("    " + label + " " + described(certificate.material()));
            out.println("      from             " + certificate.source() + ", version "
                    + certificate.identity().version());
            out.println("      SHA-256          " + certificate.identity().leafSha256());
        }
    }

    private static String reachedBy(OriginConfig origin) {
        CustomOriginConfig custom = origin.customOriginConfig();
        String http = "http://" + origin.domainName() + ":" + custom.httpPort();
        String https = "https://" + origin.domainName() + ":" + custom.httpsPort();
        String scheme =
                switch (custom.originProtocolPolicy()) {
                    case HTTP_ONLY -> http;
                    case HTTPS_ONLY -> https;
                    case MATCH_VIEWER -> http + " or " + https;
                };
        return scheme
                + origin.address()
                        .map(address -> " at " + address.getHostAddress())
                        .orElse("");
    }

    private void trust(OriginTrust trust, LoadResult.Complete loaded) {
        out.println("    trusted by         " + authorities(trust.authorities()));
        OriginTrust.Pins pins = trust.pins();
        if (!pins.spkiSha256().isEmpty()) {
            out.println("    pinned keys        " + pins.spkiSha256().size() + ", and "
                    + pins.backup().size() + " as backup");
        }
        trust.crl().ifPresent(crl -> {
            out.println("    revoked by         " + crl.value());
            Optional.ofNullable(loaded.material().trust().get(trust))
                    .flatMap(PeerTrust::revoked)
                    .map(RevocationLists::lists)
                    .orElse(List.of())
                    .forEach(list -> out.println("      list of          " + list.issuerName() + ", " + list.size()
                            + " revoked, until " + list.nextUpdate()));
        });
    }

    private static String authorities(OriginTrust.Authorities authorities) {
        if (authorities instanceof OriginTrust.CaBundle bundle) {
            return bundle.file().value().toString();
        }
        return authorities instanceof OriginTrust.SystemCas
                ? "the system's public CAs, "
                        + SystemCas.file().map(Path::toString).orElse("which are gone")
                : "the public CAs";
    }

    private static String described(KeyedChain chain) {
        Instant end = chain.leaf().getNotAfter().toInstant();
        Instant now = Instant.now();
        long days = Duration.between(now, end).toDays();
        return Subject.of(chain.leaf()) + ", until " + end
                + (now.isAfter(end) ? " (expired)" : days == 1 ? " (1 day left)" : " (" + days + " days left)");
    }
}
