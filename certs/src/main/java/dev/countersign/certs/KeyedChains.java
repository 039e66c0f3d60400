package dev.countersign.certs;

import dev.countersign.certs.chain.ChainOrder;
import dev.countersign.certs.chain.Subject;
import dev.countersign.certs.key.KeyMatch;
import dev.countersign.certs.key.PasswordUse;
import dev.countersign.certs.key.PrivateKeys;
import dev.countersign.certs.keystore.KeyStoreContent;
import dev.countersign.certs.keystore.KeyStores;
import dev.countersign.certs.pem.CertificateBlocks;
import dev.countersign.certs.pem.PemBlock;
import dev.countersign.certs.pem.PemFile;
import dev.countersign.certs.pem.Unreadable;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads a certificate chain and its private key, for either side: listeners and origins. One reading of one material. */
public final class KeyedChains {
    /** CloudFront takes chains of 64 KiB and certificates of up to 96 KiB; a file holds no more than the larger. */
    private static final int CHAIN_LIMIT = 96 * 1024;

    /** Generous: the largest key in use, RSA-4096, takes 3.3 KiB as PEM. */
    private static final int KEY_LIMIT = 64 * 1024;

    private final KeyAccess access;
    private final PasswordUse password;
    private final List<String> problems = new ArrayList<>();

    private KeyedChains(KeyAccess access, PasswordUse password) {
        this.access = access;
        this.password = password;
    }

    /**
     * Reads a chain and its key. Unusable if a file cannot be read or not be decrypted, the chain is out of order or repeats
     * a certificate, the key is not the leaf's, or more people may read it than {@code access} says; the problems of all
     * files are reported together, each beginning with its file. A leaf outside of its dates is usable, and so is a key
     * that does not need the password given for it, with a warning each.
     */
    public static Loaded<KeyedChain> read(KeyedMaterial from, KeyAccess access) {
        try (PasswordUse password = PasswordUse.of(from.password().map(Password::reveal))) {
            return new KeyedChains(access, password).read(from);
        }
    }

    private Loaded<KeyedChain> read(KeyedMaterial from) {
        if (from instanceof KeyedMaterial.Files files) {
            return pair(
                    attempt(files.chain(), () -> chain(PemFile.read(files.chain(), CHAIN_LIMIT))),
                    attempt(files.key(), () -> key(privately(files.key(), KEY_LIMIT))),
                    files.chain(),
                    files.key());
        }
        if (from instanceof KeyedMaterial.Combined combined) {
            return combined(combined.file());
        }
        return keyStore(((KeyedMaterial.KeyStoreFile) from).file());
    }

    private Loaded<KeyedChain> combined(Path file) {
        Optional<List<PemBlock>> blocks = attempt(file, () -> privately(file, CHAIN_LIMIT + KEY_LIMIT));
        if (blocks.isEmpty()) {
            return new Loaded.Unusable<>(problems);
        }
        Map<Boolean, List<PemBlock>> parts =
                blocks.orElseThrow().stream().collect(Collectors.partitioningBy(PemBlock::isCertificate));
        return pair(
                attempt(file, () -> chain(parts.getOrDefault(true, List.of()))),
                attempt(file, () -> key(parts.getOrDefault(false, List.of()))),
                file,
                file);
    }

    private Loaded<KeyedChain> keyStore(Path file) {
        Optional<KeyStoreContent> content = attempt(file, () -> {
            KeyFileAccess.check(file, access);
            KeyStoreContent read = KeyStores.read(file, password);
            ChainOrder.check(read.chain());
            return read;
        });
        return pair(content.map(KeyStoreContent::chain), content.map(KeyStoreContent::key), file, file);
    }

    private List<PemBlock> privately(Path file, int limit) throws Unreadable {
        KeyFileAccess.check(file, access);
        return PemFile.read(file, limit);
    }

    private static List<X509Certificate> chain(List<PemBlock> blocks) throws Unreadable {
        if (blocks.isEmpty()) {
            throw new Unreadable("holds no certificate");
        }
        List<X509Certificate> chain = CertificateBlocks.parse(blocks);
        ChainOrder.check(chain);
        return chain;
    }

    private PrivateKey key(List<PemBlock> blocks) throws Unreadable {
        try {
            return PrivateKeys.parse(blocks, password);
        } finally {
            blocks.forEach(PemBlock::wipe);
        }
    }

    private Loaded<KeyedChain> pair(
            Optional<List<X509Certificate>> chain, Optional<PrivateKey> key, Path chainFile, Path keyFile) {
        if (chain.isEmpty() || key.isEmpty()) {
            return new Loaded.Unusable<>(problems);
        }
        KeyedChain material = new KeyedChain(chain.orElseThrow(), key.orElseThrow());
        X509Certificate leaf = material.leaf();
        if (KeyMatch.find(material.key(), List.of(leaf)).isEmpty()) {
            String whose = chainFile.equals(keyFile)
                    ? " holds a key that is not the key of the first certificate in it"
                    : " is not the key of the first certificate in " + chainFile;
            return new Loaded.Unusable<>(
                    List.of(keyFile + whose + " (" + Subject.of(leaf) + "): name the key it was requested with"));
        }
        List<String> warnings = new ArrayList<>();
        Validity.warnings(leaf, Instant.now()).forEach(warning -> warnings.add(chainFile + " " + warning));
        if (password.isIdle()) {
            warnings.add(keyFile + " is not encrypted: remove " + PasswordUse.GIVEN);
        }
        return new Loaded.Usable<>(material, warnings);
    }

    private <T> Optional<T> attempt(Path file, Reading<T> reading) {
        try {
            return Optional.of(reading.read());
        } catch (Unreadable because) {
            problems.add(because.in(file));
            return Optional.empty();
        }
    }

    private interface Reading<T> {
        T read() throws Unreadable;
    }
}
