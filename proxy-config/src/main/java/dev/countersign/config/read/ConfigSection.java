package dev.countersign.config.read;

import dev.countersign.config.AdminConfig;
import dev.countersign.config.ListenerConfig;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.read.distribution.DistributionSection;
import dev.countersign.config.read.distribution.Quota;
import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Fields;
import java.util.List;

/** The whole file: its sections in order. */
final class ConfigSection {
    private ConfigSection() {}

    static ProxyConfig read(Fields root) {
        Distinct binds = new Distinct("give each listener its own address");
        List<ListenerConfig> listeners = root.requiredList(
                "listeners",
                "list at least one, as - bind: 127.0.0.1:8080",
                listener -> ListenerSection.read(listener, binds));
        AdminConfig admin = root.section("admin", it -> AdminSection.read(it, binds));
        EdgeSection edge = root.section("edge", EdgeSection::read);
        if (edge.demands().cloudFrontQuotas()) {
            Quota.DISTRIBUTIONS.bind(root);
        }
        DistributionSection distributions = new DistributionSection(edge.demands());
        List<DistributionConfig> all = root.requiredList(
                "distributions",
                "list at least one; examples/minimal.yaml shows the least it needs",
                distributions::read);
        return new ProxyConfig(
                listeners,
                admin,
                root.section("accessLog", AccessLogSection::read),
                root.section("certificateStore", CertificateStoreSection::read),
                root.section("runtime", RuntimeSection::read),
                root.section("limits", LimitsSection::read),
                edge.config(),
                all);
    }
}
