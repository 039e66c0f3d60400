package dev.countersign.server.command.certificates;

import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.store.ImportInput;
import dev.countersign.certs.store.StoredCertificate;
import dev.countersign.server.command.certificates.answer.AcmJson;
import dev.countersign.server.command.certificates.answer.Terminal;
import picocli.CommandLine.ExitCode;

/** {@code import}: a certificate, its chain and its key go into the store, and its ARN comes out. */
final class ImportCommand {
    private final Terminal terminal;
    private final boolean asJson;

    ImportCommand(Terminal terminal, boolean asJson) {
        this.terminal = terminal;
        this.asJson = asJson;
    }

    int run(ChosenStore store, ImportOptions.Request request) {
        return terminal.with(
                ImportInput.of(request.material(), request.chain())
                        .then(material -> put(store, request.goal(), material)),
                imported -> {
                    if (asJson) {
                        AcmJson.print(
                                terminal.out(),
                                json -> json.writeStringField(
                                        "CertificateArn", imported.arn().value()));
                    } else {
                        terminal.line(imported.arn().value());
                    }
                    return ExitCode.OK;
                });
    }

    private static Loaded<StoredCertificate> put(ChosenStore store, ImportOptions.Goal goal, KeyedChain material) {
        if (goal instanceof ImportOptions.Goal.Again again) {
            return store.arn(again.arn()).then(arn -> store.changes().reimport(arn, material));
        }
        if (goal instanceof ImportOptions.Goal.NewAs as) {
            return ChosenStore.parsed(as.arn())
                    .then(arn -> store.changesFor(arn).importAs(arn.value(), material, as.tags()));
        }
        return store.changes().importNew(material, ((ImportOptions.Goal.New) goal).tags());
    }
}
