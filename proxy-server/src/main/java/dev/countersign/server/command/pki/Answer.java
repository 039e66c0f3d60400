package dev.countersign.server.command.pki;

import dev.countersign.certs.Identity;
import dev.countersign.server.command.pki.StoreOptions.Kept;
import java.io.PrintWriter;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** What a command says when it is done: what was written, and how to use it. Paths stand on lines of their own. */
final class Answer {
    private final PrintWriter out;

    Answer(PrintWriter out) {
        this.out = out;
    }

    void authority(AuthorityFiles files, X509Certificate certificate) {
        out.println(files.certificate());
        out.println("  the CA's certificate, for whoever is to trust what it issues");
        out.println(files.key());
        out.println("  its key, for this user only: whoever has it can pretend to be anybody");
        described(certificate);
        out.println();
        out.println("Next, for an origin and for what it is to be shown:");
        out.println("  countersign pki issue-server localhost" + option(files));
        out.println("  countersign pki issue-client partner-a" + option(files));
        out.flush();
    }

    void client(Issuance issued, Optional<Kept> kept) {
        written(issued);
        out.println("  in the log its origin.mtls.identity is");
        out.println("  " + Identity.of(issued.chain(), 1).leafSha256());
        out.println();
        out.println("To present it to an origin:");
        out.println("  originMtlsConfig:");
        if (kept.isPresent()) {
            out.println("    clientCertificateArn: " + kept.orElseThrow().arn());
            out.println("It is found by:");
            out.println("  certificateStore:");
            out.println("    directory: " + kept.orElseThrow().store());
        } else {
            out.println("    clientCertificate:");
            out.println("      chain: " + issued.files().certificate());
            out.println("      key: " + issued.files().key());
        }
        out.flush();
    }

    void server(Issuance issued) {
        written(issued);
        out.println();
        out.println("An origin that asks for a client certificate of the same CA:");
        out.println("  openssl s_server -accept 8444 -www -Verify 2 -verify_return_error \\");
        out.println("    -CAfile " + issued.authority().certificate() + " \\");
        out.println("    -cert " + issued.files().certificate() + " \\");
        out.println("    -key " + issued.files().key());
        out.println("Its configuration, beside httpsPort: 8444:");
        out.println("  trust:");
        out.println("    caBundle: " + issued.authority().certificate());
        out.flush();
    }

    private void written(Issuance issued) {
        out.println(issued.files().certificate());
        out.println("  the certificate, then its CA's");
        out.println(issued.files().key());
        out.println("  its key, for this user only");
        described(issued.chain().leaf());
    }

    private void described(X509Certificate certificate) {
        out.println();
        out.println(certificate.getSubjectX500Principal().getName());
        out.println("  until " + certificate.getNotAfter().toInstant());
    }

    private static String option(AuthorityFiles files) {
        return files.equals(new AuthorityOption().files()) ? "" : " --directory " + files.directory();
    }
}
