package dev.countersign.server.command.certificates;

import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.store.CertificateArn;
import dev.countersign.certs.store.CertificateStore;
import dev.countersign.certs.store.Listing;
import dev.countersign.certs.store.StoreChanges;
import dev.countersign.certs.store.StoredCertificate;
import dev.countersign.config.Defaults;
import dev.countersign.server.command.certificates.answer.ArnUses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The store that a command works on.
 *
 * @param account twelve digits, in the ARNs of this store; empty where no configuration was given, so that it may have any
 * @param inUse empty where no configuration was given, so that nobody knows
 */
record ChosenStore(Path directory, KeyAccess access, Optional<String> account, Optional<ArnUses> inUse) {
    CertificateStore reading() {
        return new CertificateStore(directory, access);
    }

    StoreChanges changes() {
        return new StoreChanges(directory, account.orElse(Defaults.CERTIFICATE_STORE_ACCOUNT));
    }

    /** Changes for an ARN that someone chose: it brings its account along where no configuration has one. */
    StoreChanges changesFor(CertificateArn chosen) {
        return new StoreChanges(directory, account.orElseGet(() -> chosen.account()));
    }

    /**
     * The ARN that someone typed, or meant by typing its id alone. The id is looked up, because the account and the region
     * are not known otherwise; one that is not found may be that of a folder which cannot be read.
     */
    Loaded<String> arn(String arnOrId) {
        if (arnOrId.startsWith("arn:")) {
            return parsed(arnOrId).then(arn -> new Loaded.Usable<>(arn.value(), List.of()));
        }
        Listing listing = reading().list();
        return listing.certificates().stream()
                .map(StoredCertificate::arn)
                .filter(arn -> arn.id().equals(arnOrId))
                .findFirst()
                .<Loaded<String>>map(arn -> new Loaded.Usable<>(arn.value(), List.of()))
                .orElseGet(() -> new Loaded.Unusable<>(Stream.concat(
                                Stream.of(arnOrId + " is no id of a certificate that can be read in the store "
                                        + directory + ": see them with the command list"),
                                listing.problems().stream())
                        .toList()));
    }

    /** The text as an ARN; if it is none, the problem begins with it. */
    static Loaded<CertificateArn> parsed(String text) {
        Loaded<CertificateArn> arn = CertificateArn.parse(text);
        return arn instanceof Loaded.Unusable<CertificateArn> none
                ? new Loaded.Unusable<>(none.problems().stream()
                        .map(problem -> text + ": " + problem)
                        .toList())
                : arn;
    }

    /** What to say of a store without certificates: whoever mistyped its directory should see that. */
    String emptiness() {
        return Files.notExists(directory)
                ? directory + " does not exist yet: the first import makes it."
                : "No certificate in " + directory;
    }

    Loaded<StoredCertificate> certificate(String arnOrId) {
        return arn(arnOrId).then(reading()::describe);
    }
}
