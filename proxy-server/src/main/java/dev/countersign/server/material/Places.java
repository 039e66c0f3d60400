package dev.countersign.server.material;

import dev.countersign.certs.key.PasswordUse;
import dev.countersign.config.CertificateFiles;
import dev.countersign.config.Located;
import dev.countersign.config.Position;
import dev.countersign.config.Secret;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.OriginTrust;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Where in the configuration does a problem with what is named there stand? At the culprit's name. */
final class Places {
    private Places() {}

    /** A problem with one of two files begins with that file's name; one with both stands where the chain is named. */
    static Function<String, Position> in(CertificateFiles files) {
        return problem -> begins(problem, files.key().value())
                ? files.key().position()
                : files.chain().position();
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

    static Function<String, Position> in(OriginTrust.Authorities authorities) {
        if (authorities instanceof OriginTrust.CaBundle bundle) {
            return problem -> bundle.file().position();
        }
        return authorities instanceof OriginTrust.SystemCas system
                ? problem -> system.place()
                : problem -> ((OriginTrust.JdkCas) authorities).place();
    }

    /** A problem that speaks of the password given, or that begins with the file the password is in, is the password's. */
    private static Function<String, Position> orPassword(
            Optional<Located<Secret>> password, Function<String, Position> otherwise) {
        return problem -> password.filter(configured -> blames(configured.value(), problem))
                .map(Located::position)
                .orElseGet(() -> otherwise.apply(problem));
    }

    private static boolean blames(Secret password, String problem) {
        return problem.contains(PasswordUse.GIVEN)
                || password.file().filter(file -> begins(problem, file)).isPresent();
    }

    /** With the whole name: {@code edge.key} begins like {@code edge}. */
    private static boolean begins(String problem, Path file) {
        return problem.startsWith(file + " ");
    }
}
