package dev.countersign.config.cloudfront.write;

import dev.countersign.config.Defaults;
import dev.countersign.config.TlsVersion;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.CustomHeader;
import dev.countersign.config.distribution.CustomOriginConfig;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginKind;
import dev.countersign.config.distribution.OriginMtlsConfig;
import dev.countersign.config.read.distribution.Labels;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Mapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One origin (CloudFront, API Reference, "Origin"). */
final class Origin {
    private static final String MTLS = "originMtlsConfig";
    private static final String REFERENCE = "${";

    private final Written written;
    private final boolean revealSecrets;
    private final Problems problems;

    Origin(Written written, boolean revealSecrets, Problems problems) {
        this.written = written;
        this.revealSecrets = revealSecrets;
        this.problems = problems;
    }

    Mapping node(OriginConfig origin) {
        Nodes.Members members = new Nodes.Members()
                .add("Id", origin.id())
                .add("DomainName", origin.domainName())
                .add("OriginPath", origin.originPath())
                .add(
                        "CustomHeaders",
                        Nodes.list(origin.customHeaders().stream()
                                .map(this::header)
                                .toList()));
        kind(origin, members);
        members.add("ConnectionAttempts", Nodes.number(origin.connectionAttempts()))
                .add("ConnectionTimeout", seconds(origin.connectionTimeout(), written, "connectionTimeout"));
        origin.responseCompletionTimeout()
                .ifPresent(timeout -> members.add(
                        "ResponseCompletionTimeout", seconds(timeout, written, "responseCompletionTimeout")));
        return members.mapping();
    }

    /** Without its value a header is null, which CloudFront's clients refuse: what is missing cannot be overlooked. */
    private Mapping header(CustomHeader header) {
        Optional<Written> value = written.at("customHeaders").flatMap(headers -> headers.at(header.name()));
        boolean hidden = !revealSecrets
                && value.filter(it -> it.text().contains(REFERENCE)).isPresent();
        if (hidden) {
            value.ifPresent(
                    it -> problems.warn(
                            it.position(),
                            "is a secret, so null stands in its place; write the value there, or export with --reveal-secrets"));
        }
        return new Nodes.Members()
                .add("HeaderName", header.name())
                .add(
                        "HeaderValue",
                        hidden ? Nodes.nothing() : Nodes.text(header.value().reveal()))
                .mapping();
    }

    private void kind(OriginConfig origin, Nodes.Members members) {
        Written config = written.at(origin.kind().key()).orElse(written);
        if (origin.kind() == OriginKind.CUSTOM) {
            members.add("CustomOriginConfig", custom(origin.customOriginConfig(), config));
        } else if (origin.kind() == OriginKind.S3) {
            members.add(
                    "S3OriginConfig",
                    new Nodes.Members()
                            .add("OriginAccessIdentity", config.text("originAccessIdentity"))
                            .mapping());
        } else {
            members.add(
                    "VpcOriginConfig",
                    new Nodes.Members()
                            .add("VpcOriginId", config.text("vpcOriginId"))
                            .mapping());
        }
    }

    private Mapping custom(CustomOriginConfig custom, Written config) {
        Nodes.Members members = new Nodes.Members()
                .add("HTTPPort", port(custom.httpPort(), config, "httpPort"))
                .add("HTTPSPort", port(custom.httpsPort(), config, "httpsPort"))
                .add("OriginProtocolPolicy", Labels.dashed(custom.originProtocolPolicy()))
                .add("OriginSslProtocols", protocols(custom.originSslProtocols(), config))
                .add("OriginReadTimeout", seconds(custom.originReadTimeout(), config, "originReadTimeout"))
                .add(
                        "OriginKeepaliveTimeout",
                        seconds(custom.originKeepaliveTimeout(), config, "originKeepaliveTimeout"))
                .add("IpAddressType", Labels.dashed(custom.ipAddressType()));
        custom.originMtlsConfig()
                .flatMap(mtls -> config.at(MTLS).flatMap(at -> mtls(mtls, at)))
                .ifPresent(mtls -> members.add("OriginMtlsConfig", mtls));
        return members.mapping();
    }

    private Optional<Mapping> mtls(OriginMtlsConfig mtls, Written at) {
        if (!(mtls.certificate() instanceof ClientCertificateRef.ByArn named)) {
            problems.add(
                    at.at("clientCertificate").orElse(at).position(),
                    "names files, but CloudFront knows a certificate by its ARN alone: import it into ACM, keep it here"
                            + " under that ARN (countersign certificates import --arn ARN), and write"
                            + " clientCertificateArn");
            return Optional.empty();
        }
        String arn = named.arn().value();
        if (arn.contains(":" + Defaults.CERTIFICATE_STORE_ACCOUNT + ":")) {
            problems.warn(
                    named.arn().position(),
                    "is of no account of CloudFront's: import the certificate into ACM, and use the ARN it gets there");
        }
        return Optional.of(new Nodes.Members().add("ClientCertificateArn", arn).mapping());
    }

    /** CloudFront has no name for TLS 1.3: it comes with 1.2. */
    private Mapping protocols(Set<TlsVersion> versions, Written config) {
        config.at("originSslProtocols")
                .filter(written -> versions.size() == 1)
                .ifPresent(written -> problems.warn(
                        written.position(),
                        "is written as TLSv1.2: CloudFront has no name for TLSv1.3, and may speak either"));
        return Nodes.texts(List.of(TlsVersion.TLS_1_2.label()));
    }

    /** CloudFront: "Origin settings", HTTP port and HTTPS port. */
    private YamlNode port(int port, Written config, String key) {
        if (port != 80 && port != 443 && port < 1024) {
            problems.warn(
                    config.at(key).orElse(config).position(),
                    "will be refused by CloudFront, which takes 80, 443 and 1024 to 65535");
        }
        return Nodes.number(port);
    }

    private YamlNode seconds(Duration duration, Written in, String key) {
        return Nodes.seconds(duration, in.at(key).orElse(in).position(), problems);
    }
}
