package dev.countersign.testkit.certificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** An issued certificate with its chain and its key, in memory or in files. */
public final class TestCertificate {
    private final List<X509Certificate> chain;
    private final KeyPair keys;

    TestCertificate(List<X509Certificate> chain, KeyPair keys) {
        this.chain = List.copyOf(chain);
        this.keys = keys;
    }

    /** Leaf first, then intermediates; the root is left out unless {@link #withChain} adds it. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** The first of the chain. */
    public X509Certificate leaf() {
        return chain.get(0);
    }

    /** The leaf's private key. */
    public PrivateKey key() {
        return keys.getPrivate();
    }

    /** Both halves, to have them certified again. */
    public KeyPair keys() {
        return keys;
    }

    /** The same key with these certificates as its chain: out of order, too deep, with the root, someone else's. */
    public TestCertificate withChain(List<X509Certificate> certificates) {
        return new TestCertificate(certificates, keys);
    }

    /** The chain with another key: a pair that does not match. */
    public TestCertificate withKeys(KeyPair others) {
        return new TestCertificate(chain, others);
    }

    /** The chain as PEM. */
    public String chainPem() {
        return PemText.of(chain);
    }

    /** The key as PEM. */
    public String keyPem(KeyFormat format) {
        return format.write(keys);
    }

    /** Writes the chain as PEM and returns the path. */
    public Path writeChain(Path file) {
        return write(file, chainPem());
    }

    /** Writes the key as PEM, for its owner's eyes only, and returns the path. */
    public Path writeKey(Path file, KeyFormat format) {
        return OwnFile.write(file, keyPem(format));
    }

    /** Writes chain and key as a key store, for its owner's eyes only, and returns the path. */
    public Path writeKeyStore(Path file, KeyStoreFormat format) {
        return OwnFile.write(file, format.write(chain, keys.getPrivate()));
    }

    /** Writes {@code DIR/NAME.crt} and {@code DIR/NAME.key}, the key as PKCS#8. */
    public CertificateFiles writeTo(Path directory, String name) {
        return new CertificateFiles(
                writeChain(directory.resolve(name + ".crt")),
                writeKey(directory.resolve(name + ".key"), KeyFormat.PKCS8));
    }

    /**
     * Puts it, as its first version, into a certificate store, in place of what is there under that ARN. Only for whoever does
     * not run: a daemon's store changes by its own commands.
     */
    public void writeToStore(Path store, String arn) {
        try {
            Path folder = Files.createDirectories(store.resolve(arn.substring(arn.indexOf('/') + 1)));
            writeChain(folder.resolve("chain-1.pem"));
            writeKey(folder.resolve("key-1.pem"), KeyFormat.PKCS8);
            write(
                    folder.resolve("metadata.properties"),
                    "arn=" + arn + "\nversion=1\nimportedAt=2026-01-01T00:00:00Z\n");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
