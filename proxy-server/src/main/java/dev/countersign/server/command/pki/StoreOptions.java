package dev.countersign.server.command.pki;

import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.store.CertificateArn;
import dev.countersign.certs.store.StoreChanges;
import dev.countersign.certs.store.StoredCertificate;
import dev.countersign.config.Defaults;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether a certificate goes into the certificate store, too. */
final class StoreOptions {
    @Option(names = "--store", paramLabel = "DIR", description = "Import it into this certificate store, too.")
    private Optional<Path> store = Optional.empty();

    @Option(
            names = "--new-arn",
            paramLabel = "ARN",
            description = "With --store: import it under this ARN instead of a made-up one.")
    private Optional<String> newArn = Optional.empty();

    /** To be asked before anything is done. */
    void check() throws Refused {
        if (newArn.isPresent() && store.isEmpty()) {
            throw new Refused("--new-arn is the name in a certificate store; give --store DIR, too");
        }
    }

    /** Imports it where that was asked for. */
    Optional<Kept> keep(KeyedChain chain) throws Refused {
        if (store.isEmpty()) {
            return Optional.empty();
        }
        Path directory = store.orElseThrow();
        if (newArn.isEmpty()) {
            StoreChanges changes = new StoreChanges(directory, Defaults.CERTIFICATE_STORE_ACCOUNT);
            return kept(directory, changes.importNew(chain, Map.of()));
        }
        CertificateArn arn = Refused.unlessUsable(CertificateArn.parse(newArn.orElseThrow()), "--new-arn: ");
        StoreChanges changes = new StoreChanges(directory, arn.account());
        return kept(directory, changes.importAs(arn.value(), chain, Map.of()));
    }

    private static Optional<Kept> kept(Path directory, Loaded<StoredCertificate> imported) throws Refused {
        return Optional.of(
                new Kept(directory, Refused.unlessUsable(imported, "").arn()));
    }

    /** Where in which store it is. */
    record Kept(Path store, CertificateArn arn) {}
}
