package dev.countersign.core.tls.certificate;

import static dev.countersign.testkit.certificate.CertificateSpec.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.PeerTrust;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.ExtendedUse;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.SignatureHash;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OriginCertificateCheckTest {
    private static final String NAME = "origin.test";
    private static final TestAuthority ROOT = TestAuthority.create("root");

    private static String verdict(X509Certificate anchor, List<X509Certificate> chain, String name) {
        OriginCertificateCheck.Verdict verdict = new OriginCertificateCheck(
                        PeerTrust.in(TrustAnchors.of(List.of(anchor))))
                .verify(chain.toArray(X509Certificate[]::new), name);
        return verdict instanceof OriginCertificateCheck.Refused refused
                ? refused.outcome().label()
                : "trusted";
    }

    private static String verdict(TestCertificate certificate) {
        return verdict(ROOT.certificate(), certificate.chain(), NAME);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RSA_1024")
    void ordinaryCertificateIsTrusted(KeyType type) {
        assertThat(verdict(ROOT.issue(server(NAME).key(type)))).isEqualTo("trusted");
    }

    @Test
    void chainThroughIntermediatesIsTrustedWithAndWithoutItsRoot() {
        TestCertificate deep = ROOT.intermediate("one").intermediate("two").server(NAME);
        assertThat(verdict(deep)).isEqualTo("trusted");
        List<X509Certificate> whole = new java.util.ArrayList<>(deep.chain());
        whole.add(ROOT.certificate());
        assertThat(verdict(deep.withChain(whole))).isEqualTo("trusted");
    }

    @Test
    void intermediateMayBeTheAnchor() {
        TestAuthority intermediate = ROOT.intermediate("one");
        assertThat(verdict(intermediate.certificate(), intermediate.server(NAME).chain(), NAME))
                .isEqualTo("trusted");
    }

    @Test
    void nameIsCheckedLast() {
        assertThat(verdict(ROOT.certificate(), ROOT.server("other.test").chain(), NAME))
                .isEqualTo("origin_name_mismatch");
        assertThat(verdict(ROOT.issue(server("other.test").expired()))).isEqualTo("origin_expired");
    }

    @Test
    void authorityWithTheSameNameAndAnotherKeyIsNotTrusted() {
        assertThat(verdict(TestAuthority.create("root").server(NAME))).isEqualTo("origin_untrusted");
    }

    @Test
    void selfSignedCertificateIsNotTrusted() {
        assertThat(verdict(TestAuthority.issueSelfSigned(server(NAME)))).isEqualTo("origin_untrusted");
    }

    @Test
    void pinnedLeafIsTrustedWhileItIsValidAndNamesTheOrigin() {
        TestCertificate pinned = TestAuthority.issueSelfSigned(server(NAME));
        assertThat(verdict(pinned.leaf(), pinned.chain(), NAME)).isEqualTo("trusted");
        assertThat(verdict(pinned.leaf(), pinned.chain(), "other.test")).isEqualTo("origin_name_mismatch");
        TestCertificate expired = TestAuthority.issueSelfSigned(server(NAME).expired());
        assertThat(verdict(expired.leaf(), expired.chain(), NAME)).isEqualTo("origin_expired");
        TestCertificate early = TestAuthority.issueSelfSigned(server(NAME).notYetValid());
        assertThat(verdict(early.leaf(), early.chain(), NAME)).isEqualTo("origin_not_yet_valid");
        TestCertificate weak = TestAuthority.issueSelfSigned(server(NAME).key(KeyType.RSA_1024));
        assertThat(verdict(weak.leaf(), weak.chain(), NAME)).isEqualTo("origin_weak");
    }

    @Test
    void datesOfTheWholeChainCount() {
        assertThat(verdict(ROOT.issue(server(NAME).expired()))).isEqualTo("origin_expired");
        assertThat(verdict(ROOT.issue(server(NAME).notYetValid()))).isEqualTo("origin_not_yet_valid");
        assertThat(verdict(ROOT.intermediate(CertificateSpec.authority("old").expired())
                        .server(NAME)))
                .isEqualTo("origin_expired");
        assertThat(verdict(ROOT.intermediate(CertificateSpec.authority("new").notYetValid())
                        .server(NAME)))
                .isEqualTo("origin_not_yet_valid");
    }

    @Test
    void strengthOfTheWholeChainCounts() {
        assertThat(verdict(ROOT.issue(server(NAME).key(KeyType.RSA_1024)))).isEqualTo("origin_weak");
        assertThat(verdict(ROOT.issue(server(NAME).signedWith(SignatureHash.SHA1))))
                .isEqualTo("origin_weak");
        assertThat(verdict(ROOT.intermediate(CertificateSpec.authority("sha1").signedWith(SignatureHash.SHA1))
                        .server(NAME)))
                .isEqualTo("origin_weak");
        assertThat(verdict(ROOT.intermediate(CertificateSpec.authority("short").key(KeyType.RSA_1024))
                        .server(NAME)))
                .isEqualTo("origin_weak");
    }

    @Test
    void usageMustAllowServers() {
        assertThat(verdict(ROOT.issue(server(NAME).use(ExtendedUse.CLIENT)))).isEqualTo("origin_bad_usage");
        assertThat(verdict(ROOT.issue(server(NAME).use(ExtendedUse.BOTH)))).isEqualTo("trusted");
        assertThat(verdict(ROOT.issue(server(NAME).use(ExtendedUse.NONE)))).isEqualTo("trusted");
        assertThat(verdict(ROOT.issue(server(NAME).isAuthority(true)))).isEqualTo("origin_bad_usage");
    }

    @Test
    void chainOutOfOrderIsRefused() {
        TestCertificate deep = ROOT.intermediate("one").intermediate("two").server(NAME);
        List<X509Certificate> chain = deep.chain();
        assertThat(verdict(deep.withChain(List.of(chain.get(0), chain.get(2), chain.get(1)))))
                .isEqualTo("origin_bad_chain");
        assertThat(verdict(deep.withChain(
                        List.of(chain.get(0), ROOT.server("stray.test").leaf(), chain.get(1), chain.get(2)))))
                .isEqualTo("origin_bad_chain");
    }

    @Test
    void chainWithALinkMissingIsNotTrusted() {
        TestCertificate deep = ROOT.intermediate("one").server(NAME);
        assertThat(verdict(deep.withChain(List.of(deep.leaf())))).isEqualTo("origin_untrusted");
    }

    @Test
    void chainThatBreaksItsOwnRulesIsRefused() {
        assertThat(verdict(ROOT.intermediate(
                                CertificateSpec.authority("no authority").isAuthority(false))
                        .server(NAME)))
                .isEqualTo("origin_bad_chain");
        assertThat(verdict(ROOT.intermediate(CertificateSpec.authority("last").pathLength(0))
                        .intermediate("one more")
                        .server(NAME)))
                .isEqualTo("origin_bad_chain");
        assertThat(verdict(
                        ROOT.intermediate(CertificateSpec.authority("elsewhere").permittedDomains("other.test"))
                                .server(NAME)))
                .isEqualTo("origin_bad_chain");
        assertThat(verdict(ROOT.intermediate(CertificateSpec.authority("here").permittedDomains("test"))
                        .server(NAME)))
                .isEqualTo("trusted");
    }

    @Test
    void authorityConfinedToOtherPurposesDoesNotVouchForServers() {
        assertThat(verdict(ROOT.intermediate(
                                CertificateSpec.authority("clients only").use(ExtendedUse.CLIENT))
                        .server(NAME)))
                .isEqualTo("origin_bad_usage");
        assertThat(verdict(
                        ROOT.intermediate(CertificateSpec.authority("servers").use(ExtendedUse.SERVER))
                                .server(NAME)))
                .isEqualTo("trusted");
    }

    @Test
    void rulesOfTheRootItselfCount() {
        assertThat(verdictUnder(CertificateSpec.authority("elsewhere").permittedDomains("other.test")))
                .isEqualTo("origin_bad_chain");
        assertThat(verdictUnder(CertificateSpec.authority("here").permittedDomains("test")))
                .isEqualTo("trusted");
        assertThat(verdictUnder(CertificateSpec.authority("expired").expired())).isEqualTo("origin_expired");
        assertThat(verdictUnder(CertificateSpec.authority("of old").signedWith(SignatureHash.SHA1)))
                .as("nobody relies on a root's own signature")
                .isEqualTo("trusted");
    }

    private static String verdictUnder(CertificateSpec root) {
        TestAuthority authority = TestAuthority.create(root);
        return verdict(authority.certificate(), authority.server(NAME).chain(), NAME);
    }

    @Test
    void forgedLinkIsRefused() {
        TestAuthority one = ROOT.intermediate("one");
        TestAuthority forger = TestAuthority.create("one");
        assertThat(verdict(forger.server(NAME)
                        .withChain(List.of(forger.server(NAME).leaf(), one.certificate()))))
                .isEqualTo("origin_untrusted");
    }
}
