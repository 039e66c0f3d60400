package dev.countersign.config.read.distribution;

import dev.countersign.config.Defaults;
import dev.countersign.config.Located;
import dev.countersign.config.Position;
import dev.countersign.config.Secret;
import dev.countersign.config.distribution.CertificateRules;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.ClientCertificateRef.ByArn;
import dev.countersign.config.distribution.ClientCertificateRef.ByFiles;
import dev.countersign.config.distribution.ClientCertificateRef.ByKeyStore;
import dev.countersign.config.distribution.MtlsMode;
import dev.countersign.config.distribution.OriginMtlsConfig;
import dev.countersign.config.value.CertificateArn;
import dev.countersign.config.value.CertificatePair;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import java.util.List;
import java.util.Optional;

/** {@code originMtlsConfig}: which client certificate an origin is shown. An empty one is a mistake, never "off". */
final class OriginMtlsSection {
    private static final String ARN = "clientCertificateArn";
    private static final String FILES = "clientCertificate";
    private static final String KEY_STORE = "keyStore";
    private static final String FALLBACK = "fallbackCertificateArn";
    private static final String RULES = "certificateRules";
    private static final String MISSPELLED = "certificateArn";

    private OriginMtlsSection() {}

    static OriginMtlsConfig read(Fields fields) {
        fields.explain(MISSPELLED, "is spelled clientCertificateArn; rename it");
        Optional<ClientCertificateRef> byArn =
                fields.value(ARN).flatMap(CertificateArn::read).map(ByArn::new);
        if (fields.has(ARN) && fields.has(FILES)) {
            Position arn = fields.position(ARN);
            fields.problem(
                    fields.position(FILES),
                    "names a second certificate beside clientCertificateArn on line " + arn.line()
                            + "; keep one of the two");
        } else if (!fields.has(ARN) && !fields.has(FILES) && !fields.has(MISSPELLED)) {
            fields.problem(
                    fields.position(),
                    "names no certificate; give clientCertificateArn or clientCertificate, or remove originMtlsConfig");
        }
        CertificateRules rules =
                fields.choice(RULES, List.of(CertificateRules.values()), Labels::dashed, Defaults.CERTIFICATE_RULES);
        if (fields.has(ARN) && !fields.has(FILES) && rules == CertificateRules.RELAXED) {
            fields.problem(
                    fields.position(RULES),
                    "relaxed is for certificates named by files; the store's are taken by CloudFront's rules: remove it");
        }
        Optional<ByArn> fallback = fields.value(FALLBACK)
                .filter(value -> !value.isNone())
                .flatMap(CertificateArn::read)
                .map(ByArn::new);
        Optional<ClientCertificateRef> certificate =
                byArn.or(() -> fields.value(FILES).flatMap(value -> files(value, rules)));
        if (fallback.isPresent() && byArn.isPresent() && sameArn(byArn.orElseThrow(), fallback.orElseThrow())) {
            fields.problem(
                    fields.position(FALLBACK),
                    "is the same ARN as clientCertificateArn, whose rejection it would only repeat; name another");
        }
        MtlsMode mode = fields.choice("mode", List.of(MtlsMode.values()), Labels::dashed, Defaults.MTLS_MODE);
        return new OriginMtlsConfig(certificate.orElseGet(() -> unreadable(fields)), mode, fallback);
    }

    private static boolean sameArn(ClientCertificateRef first, ByArn fallback) {
        return first instanceof ByArn byArn
                && byArn.arn().value().equals(fallback.arn().value());
    }

    private static Optional<ClientCertificateRef> files(Value value, CertificateRules rules) {
        return value.mapping(fields -> fields.has(KEY_STORE) ? keyStore(fields, rules) : pair(fields, rules))
                .flatMap(reference -> reference);
    }

    private static Optional<ClientCertificateRef> pair(Fields fields, CertificateRules rules) {
        Optional<Located<Secret>> password = password(fields);
        return CertificatePair.read(fields).map(files -> new ByFiles(files, password, rules));
    }

    private static Optional<ClientCertificateRef> keyStore(Fields fields, CertificateRules rules) {
        fields.explain("chain", "stands beside keyStore, which holds the chain; keep one of the two");
        fields.explain("key", "stands beside keyStore, which holds the key; keep one of the two");
        Optional<Located<Secret>> password = password(fields);
        return fields.value(KEY_STORE).flatMap(Value::path).map(file -> new ByKeyStore(file, password, rules));
    }

    private static Optional<Located<Secret>> password(Fields fields) {
        return fields.value("password")
                .flatMap(value -> value.secret().map(secret -> new Located<>(secret, value.position())));
    }

    /** Stands in for a reference that has been complained about. */
    private static ClientCertificateRef unreadable(Fields fields) {
        return new ByArn(new Located<>("", fields.position()));
    }
}
