package dev.countersign.config.read.distribution;

import dev.countersign.config.Defaults;
import dev.countersign.config.Located;
import dev.countersign.config.distribution.CertificateRules;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.ClientCertificateRef.ByArn;
import dev.countersign.config.distribution.MtlsMode;
import dev.countersign.config.distribution.OriginMtlsConfig;
import dev.countersign.config.value.CertificateArn;
import dev.countersign.config.yaml.Fields;
import java.util.List;
import java.util.Optional;

/** {@code originMtlsConfig}: which client certificate an origin is shown. An empty one is a mistake, never "off". */
final class OriginMtlsSection {
    private static final String ARN = "clientCertificateArn";
    private static final String FILES = "clientCertificate";
    private static final String FALLBACK = "fallbackCertificateArn";
    private static final String RULES = "certificateRules";
    private static final String MISSPELLED = "certificateArn";

    private OriginMtlsSection() {}

    static OriginMtlsConfig read(Fields fields) {
        fields.explain(MISSPELLED, "is spelled clientCertificateArn; rename it");
        checkCount(fields);
        CertificateRules rules =
                fields.choice(RULES, List.of(CertificateRules.values()), Labels::dashed, Defaults.CERTIFICATE_RULES);
        Optional<ByArn> byArn = fields.value(ARN).flatMap(CertificateArn::read).map(ByArn::new);
        Optional<ClientCertificateRef> byFiles = fields.value(FILES)
                .flatMap(value -> value.mapping(files -> ClientCertificateSection.read(files, rules)))
                .flatMap(reference -> reference);
        if (rules == CertificateRules.RELAXED && fields.has(ARN) && !fields.has(FILES)) {
            fields.problem(
                    fields.position(RULES),
                    "relaxed is for certificates named by files, not by ARN: the store is held to CloudFront's rules;"
                            + " remove it");
        }
        return new OriginMtlsConfig(
                byArn.<ClientCertificateRef>map(arn -> arn).or(() -> byFiles).orElseGet(() -> unreadable(fields)),
                fields.choice("mode", List.of(MtlsMode.values()), Labels::dashed, Defaults.MTLS_MODE),
                fallback(fields, byArn));
    }

    private static void checkCount(Fields fields) {
        if (fields.has(ARN) && fields.has(FILES)) {
            fields.problem(
                    fields.position(FILES),
                    "names a second certificate beside clientCertificateArn on line "
                            + fields.position(ARN).line() + "; keep one of the two");
        } else if (!fields.has(ARN) && !fields.has(FILES) && !fields.has(MISSPELLED)) {
            fields.problem(
                    fields.position(),
                    "names no certificate; give clientCertificateArn"
                            + (fields.translated() ? "" : " or clientCertificate") + ", or remove originMtlsConfig");
        }
    }

    private static Optional<ByArn> fallback(Fields fields, Optional<ByArn> certificate) {
        Optional<Located<String>> fallback = fields.valueUnlessNone(FALLBACK).flatMap(CertificateArn::read);
        if (fallback.isPresent()
                && fallback.map(Located::value)
                        .equals(certificate.map(it -> it.arn().value()))) {
            fields.problem(
                    fields.position(FALLBACK),
                    "is the same ARN as clientCertificateArn, whose rejection it would only repeat; name another");
        }
        return fallback.map(ByArn::new);
    }

    /** Stands in for a reference that has been complained about. */
    private static ClientCertificateRef unreadable(Fields fields) {
        return new ByArn(new Located<>("", fields.position()));
    }
}
