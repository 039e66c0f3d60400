package dev.countersign.server.command.certificates;

import dev.countersign.certs.Fingerprint;
import dev.countersign.server.command.certificates.answer.AcmJson;
import dev.countersign.server.command.certificates.answer.CertificateTable;
import dev.countersign.server.command.certificates.answer.CertificateView;
import dev.countersign.server.command.certificates.answer.Paragraph;
import dev.countersign.server.command.certificates.answer.Terminal;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.TreeMap;
import picocli.CommandLine.ExitCode;

/** {@code describe}: everything about one certificate. */
final class DescribeCommand {
    private static final int VALUE_COLUMN = 14;

    private final Terminal terminal;
    private final boolean asJson;

    DescribeCommand(Terminal terminal, boolean asJson) {
        this.terminal = terminal;
        this.asJson = asJson;
    }

    int run(ChosenStore store, String arnOrId) {
        return terminal.with(store.certificate(arnOrId), stored -> {
            CertificateView certificate = CertificateView.of(stored, store.inUse());
            if (asJson) {
                AcmJson.print(terminal.out(), json -> {
                    json.writeObjectFieldStart("Certificate");
                    AcmJson.detail(json, certificate);
                    json.writeEndObject();
                });
            } else {
                print(certificate);
            }
            return ExitCode.OK;
        });
    }

    private void print(CertificateView certificate) {
        line("ARN", certificate.arn());
        line("subject", certificate.subject());
        line("issuer", certificate.issuer());
        line("serial", certificate.serial());
        line("SHA-256", sha256(certificate));
        line("domain names", orNone(certificate.names()));
        line("key", certificate.keyAlgorithm());
        line("signed with", certificate.signatureAlgorithm());
        line("key usages", orNone(certificate.keyUsages()));
        line(
                "for",
                orNone(certificate.extendedKeyUsages().stream()
                        .map(usage -> usage.oid().isEmpty() ? usage.name() : usage.name() + " (" + usage.oid() + ")")
                        .toList()));
        line("chain", certificate.stored().chain().size() + " with this one");
        line(
                "valid from",
                CertificateView.time(certificate.leaf().getNotBefore().toInstant()));
        line("expires", CertificateTable.expires(certificate));
        line("created", CertificateView.time(certificate.stored().metadata().createdAt()));
        line(
                "imported",
                CertificateView.time(certificate.stored().metadata().importedAt()) + ", version "
                        + certificate.stored().metadata().version());
        line("tags", orNone(tags(certificate)));
        Paragraph.lines(labelled("eligible"), labelled(""), eligible(certificate))
                .forEach(terminal::line);
        String label = "in use by";
        for (String use : uses(certificate)) { // a line each: a place is copied whole
            line(label, use);
            label = "";
        }
    }

    private void line(String label, String value) {
        terminal.line(labelled(label) + value);
    }

    private static String labelled(String label) {
        return label + " ".repeat(VALUE_COLUMN - label.length());
    }

    private static String orNone(List<String> values) {
        return values.isEmpty() ? "none" : String.join(", ", values);
    }

    private static List<String> tags(CertificateView certificate) {
        return new TreeMap<>(certificate.stored().metadata().tags())
                .entrySet().stream()
                        .map(tag -> tag.getKey() + "=" + tag.getValue())
                        .toList();
    }

    private static String eligible(CertificateView certificate) {
        List<String> reasons = certificate.whyNotEligible();
        return reasons.isEmpty() ? "yes, for origins" : "no: it " + String.join("; it ", reasons);
    }

    private static List<String> uses(CertificateView certificate) {
        if (certificate.uses().isEmpty()) {
            return List.of("unknown: name the configurations with -c");
        }
        List<String> uses = certificate.uses().orElseThrow().stream()
                .map(use -> use.name() + " (" + use.at() + ")")
                .toList();
        return uses.isEmpty() ? List.of("none") : uses;
    }

    /** The name of the identity in the access log. */
    private static String sha256(CertificateView certificate) {
        try {
            return Fingerprint.sha256(certificate.leaf().getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new AssertionError("it was decoded before", impossible);
        }
    }
}
