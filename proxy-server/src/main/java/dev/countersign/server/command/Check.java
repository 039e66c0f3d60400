package dev.countersign.server.command;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.chain.Subject;
import dev.countersign.config.distribution.CustomOriginConfig;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.server.material.LoadResult;
import java.io.PrintWriter;
import java.nio.file.Path;

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
        err.flush();
        out.println(file + ": fine");
        ready.loaded().listeners().forEach(this::listener);
        out.println("admin " + ready.config().admin().bind());
        ready.config().distributions().forEach(distribution -> distribution(distribution, ready.loaded()));
        out.flush();
        return Commands.FINE;
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
        distribution.origins().forEach(origin -> origin(origin, loaded));
    }

    private void origin(OriginConfig origin, LoadResult.Complete loaded) {
        CustomOriginConfig custom = origin.customOriginConfig();
        out.println("  origin " + origin.id() + ", " + reachedBy(origin));
        out.println("    trusted by         " + trust(custom.trust()));
        custom.originMtlsConfig().ifPresent(mtls -> {
            ClientCertificate certificate =
                    loaded.material().clientCertificates().get(mtls.certificate());
            if (certificate != null) {
                out.println("    client certificate " + described(certificate.material()));
                out.println("      from             " + certificate.source());
                out.println("      SHA-256          " + certificate.identity().leafSha256());
            }
        });
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

    private static String trust(OriginTrust trust) {
        return trust instanceof OriginTrust.CaBundle bundle
                ? bundle.file().value().toString()
                : "the public CAs";
    }

    private static String described(KeyedChain chain) {
        return Subject.of(chain.leaf()) + ", until "
                + chain.leaf().getNotAfter().toInstant();
    }
}
