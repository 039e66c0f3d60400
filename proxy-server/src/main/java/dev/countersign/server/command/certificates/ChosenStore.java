package dev.countersign.server.command.certificates;

import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.store.CertificateArn;
import dev.countersign.certs.store.CertificateStore;
import dev.countersign.certs.store.StoreChanges;
import dev.countersign.certs.store.StoredCertificate;
import dev.countersign.config.Defaults;
import dev.countersign.server.command.certificates.answer.InUse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The store that a command works on.
 *
 * @param account twelve digits, in the ARNs of this store; empty where no configuration was given, so that it may have any
 * @param inUse empty where no configuration was given, so that nobody knows
 */
record ChosenStore(Path directory, KeyAccess access, Optional<String> account, Optional<InUse> inUse) {
    private static final int ACCOUNT_PART = 4; // arn:PARTITION:acm:REGION:ACCOUNT:...

    CertificateStore reading() {
        return new CertificateStore(directory, access);
    }

    StoreChanges changes() {
        return new StoreChanges(directory, account.orElse(Defaults.CERTIFICATE_STORE_ACCOUNT));
    }

    /** Changes for an ARN that someone chose: it brings its account along where no configuration has one. */
    StoreChanges changesFor(CertificateArn chosen) {
        return new StoreChanges(
                directory, account.orElseGet(() -> chosen.value().split(":", -1)[ACCOUNT_PART]));
    }

    /**
     * The ARN that someone typed, or meant by typing its id alone. The id is looked up, because the account and the region
     * are not known otherwise.
     */
    Loaded<String> arn(String arnOrId) {
        if (arnOrId.startsWith("arn:")) {
            return new Loaded.Usable<>(arnOrId, List.of());
        }
        return reading().list().certificates().stream()
                .map(StoredCertificate::arn)
                .filter(arn -> arn.id().equals(arnOrId))
                .findFirst()
                .<Loaded<String>>map(arn -> new Loaded.Usable<>(arn.value(), List.of()))
                .orElseGet(() -> new Loaded.Unusable<>(List.of(arnOrId + " is no id of a certificate in the store "
                        + directory + ": see them with the command list")));
    }

    Loaded<StoredCertificate> certificate(String arnOrId) {
        return arn(arnOrId).then(reading()::describe);
    }
}
