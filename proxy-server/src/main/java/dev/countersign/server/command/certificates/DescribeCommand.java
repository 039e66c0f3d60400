package dev.countersign.server.command.certificates;

import dev.countersign.certs.Fingerprint;
import dev.countersign.server.command.certificates.answer.AcmJson;
import dev.countersign.server.command.certificates.answer.CertificateTable;
import dev.countersign.server.command.certificates.answer.CertificateView;
import dev.countersign.server.command.certificates.answer.Terminal;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.TreeMap;
import picocli.CommandLine.ExitCode;

/** {@code describe}: everything about one certificate. */
final class DescribeCommand {
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
        line("eligible", eligible(certificate));
        line("in use by", uses(certificate));
    }

    private void line(String label, String value) {
        terminal.line(label + " ".repeat(14 - label.length()) + value);
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

    private static String uses(CertificateView certificate) {
        return certificate
                .uses()
                .map(uses -> orNone(uses.stream()
                        .map(use -> use.name() + " (" + use.at() + ")")
                        .toList()))
                .orElse("unknown: name the configurations with -c");
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
