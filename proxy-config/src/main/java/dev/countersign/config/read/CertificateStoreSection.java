package dev.countersign.config.read;

import dev.countersign.config.CertificateStoreConfig;
import dev.countersign.config.Defaults;
import dev.countersign.config.yaml.Fields;

/** {@code certificateStore}: the directory that ARNs point into. */
final class CertificateStoreSection {
    private CertificateStoreSection() {}

    static CertificateStoreConfig read(Fields fields) {
        return new CertificateStoreConfig(fields.path("directory", Defaults.CERTIFICATE_STORE_DIRECTORY));
    }
}
