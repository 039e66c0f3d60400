package dev.countersign.server.command.certificates;

import dev.countersign.certs.store.Listing;
import dev.countersign.server.command.certificates.answer.AcmJson;
import dev.countersign.server.command.certificates.answer.CertificateTable;
import dev.countersign.server.command.certificates.answer.CertificateView;
import dev.countersign.server.command.certificates.answer.Terminal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.ExitCode;

/** {@code list}: what the store holds, oldest first. */
final class ListCommand {
    private final Terminal terminal;
    private final boolean asJson;

    ListCommand(Terminal terminal, boolean asJson) {
        this.terminal = terminal;
        this.asJson = asJson;
    }

    /** Fails when a folder of the store is broken, after listing the others. */
    int run(ChosenStore store, Filter filter) {
        Listing listing = store.reading().list();
        Map<Boolean, List<CertificateView>> byHidden = oldestFirst(listing, store).stream()
                .filter(filter::matches)
                .collect(Collectors.partitioningBy(filter::hidesByDefault));
        List<CertificateView> shown = byHidden.getOrDefault(false, List.of());
        if (asJson) {
            AcmJson.print(terminal.out(), json -> AcmJson.summaries(json, "CertificateSummaryList", shown));
        } else {
            print(store, listing, shown, byHidden.getOrDefault(true, List.of()).size());
        }
        return complaints(terminal, listing);
    }

    static List<CertificateView> oldestFirst(Listing listing, ChosenStore store) {
        return listing.certificates().stream()
                .map(certificate -> CertificateView.of(certificate, store.inUse()))
                .sorted(Comparator.comparing(
                        certificate -> certificate.stored().metadata().createdAt()))
                .toList();
    }

    /** Tells which folders of the store are broken; the exit code that goes with that. */
    static int complaints(Terminal terminal, Listing listing) {
        listing.problems().forEach(terminal::error);
        return listing.problems().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void print(ChosenStore store, Listing listing, List<CertificateView> shown, int hidden) {
        if (!shown.isEmpty()) {
            CertificateTable.lines(shown).forEach(terminal::line);
        } else if (hidden > 0) {
            terminal.line("Nothing to show of " + store.directory());
        } else if (!listing.certificates().isEmpty()) {
            terminal.line("No such certificate in " + store.directory());
        } else if (listing.problems().isEmpty()) {
            terminal.line(store.emptiness());
        }
        if (hidden > 0) {
            terminal.line(hidden + " more: like ACM, list shows RSA_1024 and RSA_2048 with a domain name alone;");
            terminal.line("--all shows everything, --key-type TYPE,... what you name.");
        }
    }
}
