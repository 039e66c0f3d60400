package dev.countersign.certs.store;

import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.KeyedMaterial;
import dev.countersign.certs.Loaded;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads what is to be imported, from files outside the store. */
public final class ImportInput {
    private ImportInput() {}

    /**
     * The certificate, its chain and its key, as ACM takes them.
     *
     * @param from where the certificate and its key are: in two PEM files, the first with the certificate alone; in one PEM
     *     file, with the chain; or in a key store, with the chain
     * @param separateChain the PEM file with the issuers, beside a certificate in a file of its own; empty for a self-signed
     *     one
     */
    public static Loaded<KeyedChain> of(KeyedMaterial from, Optional<Path> separateChain) {
        return new Loaded.Unusable<>(List.of("not available yet"));
    }
}
