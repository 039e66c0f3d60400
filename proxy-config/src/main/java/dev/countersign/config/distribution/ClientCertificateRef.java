package dev.countersign.config.distribution;

import dev.countersign.config.CertificateFiles;
import dev.countersign.config.Located;
import dev.countersign.config.Secret;
import java.nio.file.Path;
import java.util.Optional;

/** How a client certificate is named. */
public sealed interface ClientCertificateRef {
    /** By its ARN in the certificate store. */
    record ByArn(Located<String> arn) implements ClientCertificateRef {}

    /**
     * By two PEM files, outside the store.
     *
     * @param password of the key; empty for a key that is not encrypted
     */
    record ByFiles(CertificateFiles files, Optional<Located<Secret>> password, CertificateRules rules)
            implements ClientCertificateRef {}

    /**
     * By one PKCS#12 or JKS file, outside the store.
     *
     * @param file absolute
     * @param password of the file and of its key
     */
    record ByKeyStore(Located<Path> file, Optional<Located<Secret>> password, CertificateRules rules)
            implements ClientCertificateRef {}
}
