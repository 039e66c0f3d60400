package dev.countersign.certs;

import dev.countersign.certs.pem.CertificateBlocks;
import dev.countersign.certs.pem.PemFile;
import dev.countersign.certs.pem.PrivateKeys;
import dev.countersign.certs.pem.Unreadable;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Reads a certificate chain and its private key, for either side: listeners and origins. */
public final class KeyedChains {
    /** CloudFront takes chains of 64 KiB and certificates of up to 96 KiB; a file holds no more than the larger. */
    private static final int CHAIN_LIMIT = 96 * 1024;

    /** Generous: the largest key in use, RSA-4096, takes 3.3 KiB as PEM. */
    private static final int KEY_LIMIT = 64 * 1024;

    private KeyedChains() {}

    /**
     * Reads a chain and its key. Unusable if a file cannot be read, the chain is out of order or repeats a certificate, the
     * key is not the leaf's, or more people may read it than {@code access} says; the problems of all files are reported
     * together. A leaf outside of its dates is usable, with a warning.
     */
    public static Loaded<KeyedChain> read(KeyedMaterial from, KeyAccess access) {
        if (from instanceof KeyedMaterial.Files files) {
            return fromFiles(files.chain(), files.key());
        }
        return new Loaded.Unusable<>(List.of("not available yet"));
    }

    private static Loaded<KeyedChain> fromFiles(Path chainFile, Path keyFile) {
        Loaded<List<X509Certificate>> chain = chain(chainFile);
        Loaded<PrivateKey> key = key(keyFile);
        if (chain instanceof Loaded.Usable<List<X509Certificate>> certificates
                && key instanceof Loaded.Usable<PrivateKey> privateKey) {
            return pair(new KeyedChain(certificates.value(), privateKey.value()), chainFile, keyFile);
        }
        return new Loaded.Unusable<>(
                Stream.concat(problems(chain).stream(), problems(key).stream()).toList());
    }

    private static Loaded<KeyedChain> pair(KeyedChain material, Path chainFile, Path keyFile) {
        X509Certificate leaf = material.leaf();
        if (!KeyMatch.belongs(material.key(), leaf.getPublicKey())) {
            return new Loaded.Unusable<>(List.of(keyFile + " is not the key of the first certificate in " + chainFile
                    + " (" + Subject.of(leaf) + "): name the key it was requested with"));
        }
        return new Loaded.Usable<>(
                material,
                Validity.warnings(leaf, Instant.now()).stream()
                        .map(warning -> chainFile + " " + warning)
                        .toList());
    }

    private static Loaded<List<X509Certificate>> chain(Path file) {
        try {
            List<X509Certificate> chain = CertificateBlocks.parse(PemFile.read(file, CHAIN_LIMIT));
            ChainOrder.check(chain);
            return new Loaded.Usable<>(chain, List.of());
        } catch (Unreadable because) {
            return new Loaded.Unusable<>(List.of(because.in(file)));
        }
    }

    private static Loaded<PrivateKey> key(Path file) {
        try {
            return new Loaded.Usable<>(PrivateKeys.parse(PemFile.read(file, KEY_LIMIT)), List.of());
        } catch (Unreadable because) {
            return new Loaded.Unusable<>(List.of(because.in(file)));
        }
    }

    private static List<String> problems(Loaded<?> loaded) {
        return loaded instanceof Loaded.Unusable<?> unusable ? unusable.problems() : List.of();
    }
}
