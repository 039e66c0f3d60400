package dev.countersign.server.command.certificates;

import dev.countersign.certs.pem.Pem;
import dev.countersign.certs.store.StoredCertificate;
import dev.countersign.server.command.certificates.answer.AcmJson;
import dev.countersign.server.command.certificates.answer.Terminal;
import picocli.CommandLine.ExitCode;

/** {@code get}: a certificate and its chain as PEM. The key stays in the store. */
final class GetCommand {
    private final Terminal terminal;
    private final boolean asJson;

    GetCommand(Terminal terminal, boolean asJson) {
        this.terminal = terminal;
        this.asJson = asJson;
    }

    int run(ChosenStore store, String arnOrId) {
        return terminal.with(store.certificate(arnOrId), this::print);
    }

    private int print(StoredCertificate stored) {
        String certificate = Pem.certificates(stored.chain().subList(0, 1));
        String chain = Pem.certificates(stored.chain().subList(1, stored.chain().size()));
        if (asJson) {
            AcmJson.print(terminal.out(), json -> {
                json.writeStringField("Certificate", certificate);
                if (!chain.isEmpty()) {
                    json.writeStringField("CertificateChain", chain);
                }
            });
        } else {
            terminal.out().print(certificate + chain);
            terminal.out().flush();
        }
        return ExitCode.OK;
    }
}
