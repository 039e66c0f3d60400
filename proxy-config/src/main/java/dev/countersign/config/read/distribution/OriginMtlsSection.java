package dev.countersign.config.read.distribution;

import dev.countersign.config.Defaults;
import dev.countersign.config.Located;
import dev.countersign.config.Position;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.ClientCertificateRef.ByArn;
import dev.countersign.config.distribution.ClientCertificateRef.ByFiles;
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
    private static final String MISSPELLED = "certificateArn";

    private OriginMtlsSection() {}

    static OriginMtlsConfig read(Fields fields) {
        fields.explain(MISSPELLED, "is spelled clientCertificateArn; rename it");
        Optional<ClientCertificateRef> byArn =
                fields.value(ARN).flatMap(CertificateArn::read).map(ByArn::new);
        Optional<ClientCertificateRef> byFiles = fields.value(FILES).flatMap(OriginMtlsSection::files);
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
        MtlsMode mode = fields.choice("mode", List.of(MtlsMode.values()), Labels::dashed, Defaults.MTLS_MODE);
        return new OriginMtlsConfig(byArn.or(() -> byFiles).orElseGet(() -> unreadable(fields)), mode);
    }

    private static Optional<ClientCertificateRef> files(Value value) {
        return value.mapping(fields -> fields.has("keyStore") ? Optional.<ByFiles>empty() : pair(fields))
                .flatMap(pair -> pair);
    }

    private static Optional<ByFiles> pair(Fields fields) {
        return CertificatePair.read(fields).map(ByFiles::new);
    }

    /** Stands in for a reference that has been complained about. */
    private static ClientCertificateRef unreadable(Fields fields) {
        return new ByArn(new Located<>("", fields.position()));
    }
}
