package dev.countersign.core.origin;

import dev.countersign.testkit.certificate.CertificateFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One origin's entry in a configuration, put together key by key. Its domain name is {@link #NAME}, dialled at 127.0.0.1. */
public final class OriginEntry {
    /** What every origin is called, in SNI and in its certificate. */
    public static final String NAME = "origin.test";

    private final String id;
    private final List<String> keys = new ArrayList<>();
    private final List<String> customKeys = new ArrayList<>();

    private OriginEntry(String id, String... customKeys) {
        this.id = id;
        this.customKeys.addAll(List.of(customKeys));
    }

    public static OriginEntry http(String id, int port) {
        return new OriginEntry(id, "httpPort: " + port, "originProtocolPolicy: http-only").dialling("127.0.0.1");
    }

    public static OriginEntry https(String id, int port) {
        return new OriginEntry(id, "httpsPort: " + port, "originProtocolPolicy: https-only").dialling("127.0.0.1");
    }

    /** As {@link #http}, but its domain name has to be looked up. */
    public static OriginEntry lookedUp(String id, String domainName) {
        return new OriginEntry(id, "originProtocolPolicy: http-only").with("domainName: " + domainName);
    }

    private OriginEntry dialling(String address) {
        return with("domainName: " + NAME).with("address: " + address);
    }

    public OriginEntry trusting(Path bundle) {
        return withCustom("trust: {caBundle: '%s'}".formatted(bundle));
    }

    public OriginEntry presenting(CertificateFiles client) {
        return presenting(client, "offer");
    }

    public OriginEntry presenting(CertificateFiles client, String mode) {
        return withCustom("originMtlsConfig: {clientCertificate: {chain: '%s', key: '%s'}, mode: %s}"
                .formatted(client.chain(), client.key(), mode));
    }

    /** With a fallback, an ARN of the certificate store {@code certificates} beside the configuration. */
    public OriginEntry presenting(CertificateFiles client, Optional<String> fallbackArn) {
        return withCustom("originMtlsConfig: {clientCertificate: {chain: '%s', key: '%s'}%s}"
                .formatted(
                        client.chain(),
                        client.key(),
                        fallbackArn
                                .map(arn -> ", fallbackCertificateArn: '" + arn + "'")
                                .orElse("")));
    }

    /** A key of the origin itself, with its value. */
    public OriginEntry with(String key) {
        keys.add(key);
        return this;
    }

    /** A key of {@code customOriginConfig}, with its value. */
    public OriginEntry withCustom(String key) {
        customKeys.add(key);
        return this;
    }

    /** A configuration with this origin alone; {@code blocks} are further top-level keys. */
    public String alone(String... blocks) {
        return together(List.of(this), blocks);
    }

    /** A configuration where each origin answers below {@code /ID/}, and the first answers everything else. */
    public static String together(List<OriginEntry> origins, String... blocks) {
        StringBuilder yaml =
                new StringBuilder("listeners: [{bind: '127.0.0.1:0'}]\ncertificateStore: {directory: certificates}\n");
        for (String block : blocks) {
            yaml.append(block).append('\n');
        }
        yaml.append("distributions:\n  - id: d\n    origins:\n");
        for (OriginEntry origin : origins) {
            yaml.append("      - id: ").append(origin.id).append('\n');
            origin.keys.forEach(key -> yaml.append("        ").append(key).append('\n'));
            yaml.append("        customOriginConfig:\n");
            origin.customKeys.forEach(
                    key -> yaml.append("          ").append(key).append('\n'));
        }
        yaml.append("    defaultCacheBehavior: {targetOriginId: ")
                .append(origins.get(0).id)
                .append("}\n    cacheBehaviors:\n");
        origins.forEach(origin -> yaml.append("      - {pathPattern: '/")
                .append(origin.id)
                .append("/*', targetOriginId: ")
                .append(origin.id)
                .append("}\n"));
        return yaml.toString();
    }
}
