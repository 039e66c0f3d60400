package dev.countersign.server.material;

import dev.countersign.config.CertificateFiles;
import dev.countersign.config.Located;
import dev.countersign.config.Position;
import dev.countersign.config.Secret;
import dev.countersign.config.distribution.ClientCertificateRef;
import java.util.Optional;
import java.util.function.Function;

/** Where in the configuration does a problem with what is named there stand? At the culprit's name. */
final class Places {
    private Places() {}

    /** A problem with one of two files begins with that file's name; one with both stands where the chain is named. */
    static Function<String, Position> in(CertificateFiles files) {
        String key = files.key().value().toString();
        return problem ->
                problem.startsWith(key) ? files.key().position() : files.chain().position();
    }

    static Function<String, Position> in(ClientCertificateRef reference) {
        if (reference instanceof ClientCertificateRef.ByArn byArn) {
            return problem -> byArn.arn().position();
        }
        if (reference instanceof ClientCertificateRef.ByKeyStore keyStore) {
            return orPassword(keyStore.password(), problem -> keyStore.file().position());
        }
        ClientCertificateRef.ByFiles pair = (ClientCertificateRef.ByFiles) reference;
        return orPassword(pair.password(), in(pair.files()));
    }

    /** A problem that speaks of the password is most often the password's. */
    private static Function<String, Position> orPassword(
            Optional<Located<Secret>> password, Function<String, Position> otherwise) {
        return problem -> password.filter(configured -> problem.contains("password"))
                .map(Located::position)
                .orElseGet(() -> otherwise.apply(problem));
    }
}
