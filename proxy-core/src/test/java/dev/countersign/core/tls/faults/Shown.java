package dev.countersign.core.tls.faults;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A row of {@link ShownCertificates}: what an origin shows, to a proxy that trusts whom and calls it what, and what has to come
 * of it. But for what the row is about everything is right.
 */
public record Shown(
        String what, String outcome, TestCertificate certificate, List<X509Certificate> trusted, String domainName) {
    /** What every origin is called where nothing else is said. */
    static final String NAME = "origin.test";

    /** Whom everybody trusts where nothing else is said. */
    static final TestAuthority ROOT = TestAuthority.create("root");

    private static final String ACCEPTED = "accepted";

    /** The origin is taken for what it says. */
    static Shown accepted(String what, TestCertificate certificate) {
        return refused(ACCEPTED, what, certificate);
    }

    static Shown accepted(String what, CertificateSpec leaf) {
        return accepted(what, ROOT.issue(leaf));
    }

    /** The origin gets nothing; the log says {@code outcome}. */
    static Shown refused(String outcome, String what, TestCertificate certificate) {
        return new Shown(what, outcome, certificate, List.of(ROOT.certificate()), NAME);
    }

    static Shown refused(String outcome, String what, CertificateSpec leaf) {
        return refused(outcome, what, ROOT.issue(leaf));
    }

    Shown trusting(X509Certificate... anchors) {
        return new Shown(what, outcome, certificate, List.of(anchors), domainName);
    }

    /** To a proxy whose {@code domainName} is this. */
    Shown called(String name) {
        return new Shown(what, outcome, certificate, trusted, name);
    }

    public boolean isAccepted() {
        return outcome.equals(ACCEPTED);
    }

    /** Its key usage, if it has one, lets the leaf's key sign; BoringSSL ends the handshake itself where it does not. */
    public boolean hasKeyThatSigns() {
        boolean[] usage = certificate.leaf().getKeyUsage();
        return usage == null || usage[0];
    }

    @Override
    public String toString() {
        return what + ": " + outcome;
    }
}
