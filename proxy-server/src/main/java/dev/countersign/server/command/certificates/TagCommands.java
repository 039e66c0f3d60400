package dev.countersign.server.command.certificates;

import dev.countersign.certs.Loaded;
import dev.countersign.certs.store.StoredCertificate;
import dev.countersign.server.command.certificates.answer.AcmJson;
import dev.countersign.server.command.certificates.answer.Terminal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.ExitCode;

/** {@code tag} and {@code untag}; both answer with the tags there are now. */
final class TagCommands {
    private final Terminal terminal;
    private final boolean asJson;

    TagCommands(Terminal terminal, boolean asJson) {
        this.terminal = terminal;
        this.asJson = asJson;
    }

    /** Without pairs it changes nothing. */
    int tag(ChosenStore store, String arnOrId, List<String> pairs) {
        List<String> problems = new ArrayList<>();
        Map<String, String> tags = TagArguments.read(pairs, problems);
        if (!problems.isEmpty()) {
            return terminal.refused(problems);
        }
        return answer(
                pairs.isEmpty()
                        ? store.certificate(arnOrId)
                        : store.arn(arnOrId).then(arn -> store.changes().tag(arn, tags)));
    }

    int untag(ChosenStore store, String arnOrId, List<String> keys) {
        return answer(store.arn(arnOrId).then(arn -> store.changes().untag(arn, new LinkedHashSet<>(keys))));
    }

    private int answer(Loaded<StoredCertificate> result) {
        return terminal.with(result, certificate -> {
            Map<String, String> tags = certificate.metadata().tags();
            if (asJson) {
                AcmJson.print(terminal.out(), json -> AcmJson.tags(json, tags));
            } else {
                new TreeMap<>(tags).forEach((key, value) -> terminal.line(key + "=" + value));
            }
            return ExitCode.OK;
        });
    }
}
