package dev.countersign.server.command.certificates;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.certs.store.Listing;
import dev.countersign.server.command.certificates.answer.AcmJson;
import dev.countersign.server.command.certificates.answer.CertificateTable;
import dev.countersign.server.command.certificates.answer.CertificateView;
import dev.countersign.server.command.certificates.answer.Paragraph;
import dev.countersign.server.command.certificates.answer.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code eligible}: what CloudFront's console would offer for an origin, and why it would not offer the rest. */
final class EligibleCommand {
    private final Terminal terminal;
    private final boolean asJson;

    EligibleCommand(Terminal terminal, boolean asJson) {
        this.terminal = terminal;
        this.asJson = asJson;
    }

    int run(ChosenStore store) {
        Listing listing = store.reading().list();
        List<CertificateView> eligible = new ArrayList<>();
        Map<CertificateView, List<String>> others = new LinkedHashMap<>();
        for (CertificateView certificate : ListCommand.oldestFirst(listing, store)) {
            List<String> reasons = certificate.whyNotEligible();
            if (reasons.isEmpty()) {
                eligible.add(certificate);
            } else {
                others.put(certificate, reasons);
            }
        }
        if (asJson) {
            AcmJson.print(terminal.out(), json -> write(json, eligible, others));
        } else {
            print(store, listing, eligible, others);
        }
        return ListCommand.complaints(terminal, listing);
    }

    /** The first member is ACM's; the second, ours, says why the others are not in it. */
    private static void write(
            JsonGenerator json, List<CertificateView> eligible, Map<CertificateView, List<String>> others)
            throws IOException {
        AcmJson.summaries(json, "CertificateSummaryList", eligible);
        json.writeArrayFieldStart("NotEligible");
        for (Map.Entry<CertificateView, List<String>> other : others.entrySet()) {
            json.writeStartObject();
            json.writeStringField("CertificateArn", other.getKey().arn());
            AcmJson.strings(json, "Reasons", other.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void print(
            ChosenStore store,
            Listing listing,
            List<CertificateView> eligible,
            Map<CertificateView, List<String>> others) {
        if (listing.certificates().isEmpty()) {
            if (listing.problems().isEmpty()) {
                terminal.line(store.emptiness());
            }
        } else if (eligible.isEmpty()) {
            terminal.line(
                    "Nothing in " + store.directory() + " may be presented to an origin: import a certificate for");
            terminal.line("TLS client authentication, RSA 2048 or P-256.");
        } else {
            CertificateTable.lines(eligible).forEach(terminal::line);
        }
        if (!others.isEmpty()) {
            terminal.line("");
            terminal.line("Not eligible:");
        }
        others.forEach((certificate, reasons) -> {
            terminal.line(certificate.stored().arn().id());
            reasons.forEach(reason -> Paragraph.lines("  ", "  ", reason).forEach(terminal::line));
        });
    }
}
