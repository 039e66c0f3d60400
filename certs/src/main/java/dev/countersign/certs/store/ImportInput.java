package dev.countersign.certs.store;

import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.KeyedChains;
import dev.countersign.certs.KeyedMaterial;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.pem.CertificateBlocks;
import dev.countersign.certs.pem.Pem;
import dev.countersign.certs.pem.PemFile;
import dev.countersign.certs.pem.Unreadable;
import dev.countersign.certs.rules.ImportRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads what is to be imported, from files outside the store, and holds it to ACM's conditions on the inputs themselves: PEM
 * beside key stores, one certificate where one is asked for, sizes. What is in them is for {@link ImportRules} to judge.
 */
public final class ImportInput {
    private ImportInput() {}

    /**
     * The certificate, its chain and its key. A source key that everybody may read comes with a warning: the store's copy is
     * private, and it is too late to refuse.
     *
     * @param from where the certificate and its key are: in two PEM files, the first with the certificate alone; in one PEM
     *     file, with the chain; or in a key store, with the chain
     * @param separateChain the PEM file with the issuers, beside a certificate in a file of its own; empty for a self-signed
     *     one
     */
    public static Loaded<KeyedChain> of(KeyedMaterial from, Optional<Path> separateChain) {
        if (from instanceof KeyedMaterial.Files files) {
            Loaded<KeyedChain> alone = fits(files.chain(), ImportRules.LEAF_PEM_LIMIT, files)
                    .then(same -> fits(files.key(), ImportRules.KEY_PEM_LIMIT, same))
                    .then(same -> KeyedChains.read(same, KeyAccess.ANYBODY))
                    .then(material -> alone(material, files.chain()));
            return joined(alone, issuers(separateChain))
                    .then(material -> new Loaded.Usable<>(material, readableByAll(files.key())));
        }
        if (separateChain.isPresent()) {
            return unusable(from.source() + " holds its own chain: leave out " + separateChain.orElseThrow());
        }
        return KeyedChains.read(from, KeyAccess.ANYBODY)
                .then(material -> small(material, from.source()))
                .then(material -> new Loaded.Usable<>(material, readableByAll(from.source())));
    }

    private static <T> Loaded<T> fits(Path file, int limit, T value) {
        try {
            return Files.size(file) <= limit ? usable(value) : unusable(tooLarge(file, "is larger", limit));
        } catch (IOException unreadable) {
            return usable(value); // reading it says why
        }
    }

    /** The same limits, of the PEM that the parts of one file would be. */
    private static Loaded<KeyedChain> small(KeyedChain material, Path file) {
        if (Pem.certificates(List.of(material.leaf())).length() > ImportRules.LEAF_PEM_LIMIT) {
            return unusable(tooLarge(file, "holds a certificate larger", ImportRules.LEAF_PEM_LIMIT));
        }
        return Pem.privateKey(material.key()).length() <= ImportRules.KEY_PEM_LIMIT
                ? usable(material)
                : unusable(tooLarge(file, "holds a key larger", ImportRules.KEY_PEM_LIMIT));
    }

    private static String tooLarge(Path file, String what, int limit) {
        return file + " " + what + " than the " + limit
                + " bytes that can be imported: leave out text around it, or have it issued smaller";
    }

    private static Loaded<KeyedChain> alone(KeyedChain material, Path file) {
        return material.chain().size() == 1
                ? usable(material)
                : unusable(file + " holds " + material.chain().size()
                        + " certificates: leave the first, and put the others into the file of the chain");
    }

    /** The problems of both are told together. */
    private static Loaded<KeyedChain> joined(Loaded<KeyedChain> leaf, Loaded<List<X509Certificate>> issuers) {
        if (leaf instanceof Loaded.Unusable<KeyedChain> one
                && issuers instanceof Loaded.Unusable<List<X509Certificate>> other) {
            return new Loaded.Unusable<>(Stream.concat(one.problems().stream(), other.problems().stream())
                    .toList());
        }
        return leaf.then(material -> issuers.then(above -> usable(new KeyedChain(
                Stream.concat(material.chain().stream(), above.stream()).toList(), material.key()))));
    }

    private static Loaded<List<X509Certificate>> issuers(Optional<Path> separateChain) {
        if (separateChain.isEmpty()) {
            return usable(List.of());
        }
        Path file = separateChain.orElseThrow();
        try {
            return usable(CertificateBlocks.parse(PemFile.read(file, ImportRules.CHAIN_PEM_LIMIT)));
        } catch (Unreadable because) {
            return unusable(because.in(file));
        }
    }

    private static List<String> readableByAll(Path key) {
        try {
            return Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ)
                    ? List.of(
                            key + " can be read by everybody on this machine: remove it, or withdraw that (chmod o-r)")
                    : List.of();
        } catch (IOException | UnsupportedOperationException unknown) {
            return List.of();
        }
    }

    private static <T> Loaded<T> usable(T value) {
        return new Loaded.Usable<>(value, List.of());
    }

    private static <T> Loaded<T> unusable(String problem) {
        return new Loaded.Unusable<>(List.of(problem));
    }
}
