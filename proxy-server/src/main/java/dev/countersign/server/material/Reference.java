package dev.countersign.server.material;

import dev.countersign.certs.SystemCas;
import dev.countersign.config.CertificateFiles;
import dev.countersign.config.Located;
import dev.countersign.config.Position;
import dev.countersign.config.Secret;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.OriginTrust;
import java.nio.file.Path;
import java.util.Optional;

/** Something a configuration names outside itself. References to the same thing are equal wherever they stand. */
public sealed interface Reference {
    /** The ARN, or the file that is named first: how the operator knows it. */
    String name();

    /** A client certificate; its positions are all the same. */
    record Certificate(ClientCertificateRef unplaced) implements Reference {
        @Override
        public String name() {
            if (unplaced instanceof ClientCertificateRef.ByArn byArn) {
                return byArn.arn().value();
            }
            return unplaced instanceof ClientCertificateRef.ByKeyStore keyStore
                    ? keyStore.file().value().toString()
                    : ((ClientCertificateRef.ByFiles) unplaced)
                            .files()
                            .chain()
                            .value()
                            .toString();
        }
    }

    /** Who may vouch for an origin. */
    record Bundle(Path file) implements Reference {
        @Override
        public String name() {
            return file.toString();
        }
    }

    /** The public authorities of the operating system. */
    record SystemBundle() implements Reference {
        @Override
        public String name() {
            return SystemCas.file().map(Path::toString).orElse("the system's public CAs");
        }
    }

    /** The public authorities of the JDK. */
    record JdkStore() implements Reference {
        @Override
        public String name() {
            return "the JDK's public CAs";
        }
    }

    /** Revocation lists. */
    record Revoked(Path file) implements Reference {
        @Override
        public String name() {
            return file.toString();
        }
    }

    /** A listener's certificate. */
    record ListenerPair(Path chain, Path key) implements Reference {
        @Override
        public String name() {
            return chain.toString();
        }
    }

    static Reference to(ClientCertificateRef reference) {
        if (reference instanceof ClientCertificateRef.ByArn byArn) {
            return new Certificate(new ClientCertificateRef.ByArn(unplaced(byArn.arn())));
        }
        if (reference instanceof ClientCertificateRef.ByKeyStore keyStore) {
            return new Certificate(new ClientCertificateRef.ByKeyStore(
                    unplaced(keyStore.file()), unplaced(keyStore.password()), keyStore.rules()));
        }
        ClientCertificateRef.ByFiles pair = (ClientCertificateRef.ByFiles) reference;
        return new Certificate(new ClientCertificateRef.ByFiles(
                new CertificateFiles(
                        unplaced(pair.files().chain()), unplaced(pair.files().key())),
                unplaced(pair.password()),
                pair.rules()));
    }

    static Reference to(OriginTrust.Authorities authorities) {
        if (authorities instanceof OriginTrust.CaBundle bundle) {
            return new Bundle(bundle.file().value());
        }
        return authorities instanceof OriginTrust.SystemCas ? new SystemBundle() : new JdkStore();
    }

    static Reference to(CertificateFiles ofListener) {
        return new ListenerPair(ofListener.chain().value(), ofListener.key().value());
    }

    /** Of one in a file the file counts: what it holds rotates with what it opens. */
    private static Optional<Located<Secret>> unplaced(Optional<Located<Secret>> password) {
        return password.map(secret -> unplaced(new Located<>(
                secret.value().file().isPresent()
                        ? new Secret("", secret.value().file())
                        : secret.value(),
                secret.position())));
    }

    private static <T> Located<T> unplaced(Located<T> located) {
        return new Located<>(located.value(), new Position("", 1, 1, ""));
    }
}
