package dev.countersign.config.value;

import dev.countersign.config.CertificateFiles;
import dev.countersign.config.Located;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import java.nio.file.Path;
import java.util.Optional;

/** A certificate named by two files: {@code {chain: ..., key: ...}}. */
public final class CertificatePair {
    private CertificatePair() {}

    /** The two files; empty, with problems added, when one is missing. */
    public static Optional<CertificateFiles> read(Fields fields) {
        Optional<Located<Path>> chain =
                fields.required("chain", "name a PEM file, leaf first").flatMap(Value::path);
        Optional<Located<Path>> key =
                fields.required("key", "name the file of the private key").flatMap(Value::path);
        return chain.flatMap(c -> key.map(k -> new CertificateFiles(c, k)));
    }
}
