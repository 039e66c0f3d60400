package dev.countersign.server.meter;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.KeyedChain;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.server.material.LoadResult;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** When the certificates in use end: what an alarm about a forgotten renewal watches. */
public final class CertificateMeters {
    private static final String NONE = "";

    private CertificateMeters() {}

    /** One gauge for each origin with a client certificate, and for each certificate of a listener. */
    public static void register(MeterRegistry registry, ProxyConfig config, LoadResult.Complete loaded) {
        for (DistributionConfig distribution : config.distributions()) {
            for (OriginConfig origin : distribution.origins()) {
                origin.customOriginConfig().originMtlsConfig().ifPresent(mtls -> {
                    ClientCertificate certificate =
                            loaded.material().clientCertificates().get(mtls.certificate());
                    if (certificate != null) {
                        Tags labels = labels("origin", distribution.id(), origin.id(), certificate.source());
                        gauge(registry, labels, certificate.material());
                    }
                });
            }
        }
        for (ListenerSetup listener : loaded.listeners()) {
            listener.tls().ifPresent(tls -> {
                for (int i = 0; i < tls.certificates().size(); i++) {
                    String file =
                            tls.config().certificates().get(i).chain().value().toString();
                    gauge(
                            registry,
                            labels("listener", NONE, NONE, file),
                            tls.certificates().get(i));
                }
            });
        }
    }

    private static Tags labels(String role, String distribution, String origin, String certificate) {
        return Tags.of("role", role, "distribution", distribution, "origin", origin, "certificate", certificate);
    }

    private static void gauge(MeterRegistry registry, Tags labels, KeyedChain chain) {
        long notAfter = chain.leaf().getNotAfter().toInstant().getEpochSecond();
        Gauge.builder("tls.certificate.not_after", () -> notAfter)
                .description("End of the certificate's validity, epoch seconds")
                .tags(labels)
                .register(registry);
    }
}
