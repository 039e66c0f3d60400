package dev.countersign.config;

import dev.countersign.config.distribution.DistributionConfig;
import java.util.List;

/** A whole configuration; one that exists is valid in itself (files and ARNs it names are loaded later). */
public record ProxyConfig(
        List<ListenerConfig> listeners,
        AdminConfig admin,
        AccessLogConfig accessLog,
        CertificateStoreConfig certificateStore,
        RuntimeConfig runtime,
        LimitsConfig limits,
        EdgeConfig edge,
        List<DistributionConfig> distributions) {
    public ProxyConfig {
        listeners = List.copyOf(listeners);
        distributions = List.copyOf(distributions);
    }
}
