package dev.countersign.certs;

import java.nio.file.Path;
import java.util.Optional;

/** Where a certificate chain and its private key are read from. */
public sealed interface KeyedMaterial {
    /** The file that names it in messages and in the log: the one with the chain. */
    Path source();

    /** What opens the key; empty where it is not encrypted. */
    Optional<Password> password();

    /**
     * Two PEM files.
     *
     * @param chain leaf first
     * @param key in any format of {@code PrivateKeys}
     * @param password of the key; empty where it is not encrypted
     */
    record Files(Path chain, Path key, Optional<Password> password) implements KeyedMaterial {
        /** With a key that is not encrypted. */
        public Files(Path chain, Path key) {
            this(chain, key, Optional.empty());
        }

        @Override
        public Path source() {
            return chain;
        }
    }

    /**
     * One PEM file with the chain and the key in it, in any order of the two.
     *
     * @param password of the key; empty where it is not encrypted
     */
    record Combined(Path file, Optional<Password> password) implements KeyedMaterial {
        @Override
        public Path source() {
            return file;
        }
    }

    /**
     * One PKCS#12 or JKS file with one private key.
     *
     * @param password of the file and of its key
     */
    record KeyStoreFile(Path file, Optional<Password> password) implements KeyedMaterial {
        @Override
        public Path source() {
            return file;
        }
    }
}
