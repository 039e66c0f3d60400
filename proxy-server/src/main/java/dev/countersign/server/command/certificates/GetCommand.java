package dev.countersign.server.command.certificates;

import dev.countersign.certs.store.StoredCertificate;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ExitCode;

/** {@code get}: a certificate and its chain as PEM. The key stays in the store. */
final class GetCommand {
    private static final Base64.Encoder LINES =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)); // RFC 7468 section 2

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
        String certificate = pem(stored.chain().subList(0, 1));
        String chain = pem(stored.chain().subList(1, stored.chain().size()));
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

    private static String pem(List<X509Certificate> certificates) {
        return certificates.stream().map(GetCommand::pem).collect(Collectors.joining());
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n" + LINES.encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException impossible) {
            throw new AssertionError("it was decoded before", impossible);
        }
    }
}
