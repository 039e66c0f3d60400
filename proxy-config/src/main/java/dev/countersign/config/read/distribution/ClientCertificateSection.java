package dev.countersign.config.read.distribution;

import dev.countersign.config.Located;
import dev.countersign.config.Secret;
import dev.countersign.config.distribution.CertificateRules;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.ClientCertificateRef.ByFiles;
import dev.countersign.config.distribution.ClientCertificateRef.ByKeyStore;
import dev.countersign.config.value.CertificatePair;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import java.util.List;
import java.util.Optional;

/** {@code clientCertificate}: two PEM files or one key store, either with a password. No problem repeats the password. */
final class ClientCertificateSection {
    private static final List<String> PAIR = List.of("chain", "key");
    private static final String KEY_STORE = "keyStore";

    private ClientCertificateSection() {}

    /** Empty, with problems added, when it names no files or too many. */
    static Optional<ClientCertificateRef> read(Fields fields, CertificateRules rules) {
        Optional<Located<Secret>> password = fields.value("password").flatMap(ClientCertificateSection::password);
        Optional<Value> keyStore = fields.value(KEY_STORE);
        if (keyStore.isPresent()) {
            PAIR.forEach(key ->
                    fields.explain(key, "stands beside keyStore, which holds chain and key; keep one of the two"));
            return keyStore.flatMap(Value::path).map(file -> new ByKeyStore(file, password, rules));
        }
        if (PAIR.stream().noneMatch(fields::has)) {
            PAIR.forEach(fields::value);
            fields.problem(fields.position(), "names no files; give chain and key, or keyStore");
            return Optional.empty();
        }
        return CertificatePair.read(fields).map(files -> new ByFiles(files, password, rules));
    }

    private static Optional<Located<Secret>> password(Value value) {
        Optional<Secret> secret = value.secret();
        Optional<String> complaint = secret.flatMap(it -> complaint(it.reveal()));
        complaint.ifPresent(value::problem);
        return complaint.isPresent() ? Optional.empty() : secret.map(it -> new Located<>(it, value.position()));
    }

    private static Optional<String> complaint(String password) {
        if (password.isEmpty()) {
            return Optional.of("is empty; write the password, or remove the key where there is none");
        }
        return password.chars().anyMatch(Character::isISOControl)
                ? Optional.of("holds a line break or control character; name a file that holds the password alone")
                : Optional.empty();
    }
}
