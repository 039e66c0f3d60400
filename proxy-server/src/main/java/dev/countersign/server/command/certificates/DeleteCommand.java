package dev.countersign.server.command.certificates;

import dev.countersign.certs.Loaded;
import dev.countersign.server.command.certificates.answer.AcmJson;
import dev.countersign.server.command.certificates.answer.Terminal;
import java.util.List;
import picocli.CommandLine.ExitCode;

/** {@code delete}: what nobody uses; what somebody uses stays, as with ACM's ResourceInUseException. */
final class DeleteCommand {
    private final Terminal terminal;
    private final boolean asJson;

    DeleteCommand(Terminal terminal, boolean asJson) {
        this.terminal = terminal;
        this.asJson = asJson;
    }

    /** {@code force} stands in for the configurations that would say what is in use; it does not overrule them. */
    int run(ChosenStore store, String arnOrId, boolean force) {
        return terminal.with(
                store.arn(arnOrId).then(arn -> unused(store, arn, force)).then(store.changes()::delete), deleted -> {
                    if (asJson) {
                        AcmJson.print(terminal.out(), json -> {});
                    } else {
                        terminal.line("deleted " + deleted.arn());
                    }
                    return ExitCode.OK;
                });
    }

    private static Loaded<String> unused(ChosenStore store, String arn, boolean force) {
        if (store.inUse().isEmpty()) {
            return force
                    ? new Loaded.Usable<>(arn, List.of())
                    : new Loaded.Unusable<>(List.of(
                            arn + " may be in use: name the configurations that tell, with -c, or add --force"));
        }
        List<String> uses = store.inUse().orElseThrow().of(arn).stream()
                .map(use -> arn + " is in use by " + use.name() + " (" + use.at()
                        + "): give that origin another certificate first")
                .toList();
        return uses.isEmpty() ? new Loaded.Usable<>(arn, List.of()) : new Loaded.Unusable<>(uses);
    }
}
