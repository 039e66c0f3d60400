package dev.countersign.config.distribution;

import dev.countersign.config.CertificateFiles;
import dev.countersign.config.Located;

/** How a client certificate is named. */
public sealed interface ClientCertificateRef {
    /** By its ARN in the certificate store. */
    record ByArn(Located<String> arn) implements ClientCertificateRef {}

    /** By files, outside the store. */
    record ByFiles(CertificateFiles files) implements ClientCertificateRef {}
}
