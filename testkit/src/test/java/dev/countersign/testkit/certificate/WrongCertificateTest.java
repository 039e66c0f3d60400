package dev.countersign.testkit.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SignatureException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WrongCertificateTest {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private final TestAuthority root = TestAuthority.create("Root");

    @Test
    void datesAreOnTheWrongSideOfToday() {
        assertThatThrownBy(() -> leaf(WrongCertificate.EXPIRED).checkValidity())
                .isInstanceOf(CertificateExpiredException.class);
        assertThatThrownBy(() -> leaf(WrongCertificate.NOT_YET_VALID).checkValidity())
                .isInstanceOf(CertificateNotYetValidException.class);
    }

    @Test
    void usesAndNamesAreTheOthers() throws Exception {
        assertThat(leaf(WrongCertificate.WRONG_USE).getExtendedKeyUsage()).containsExactly(SERVER_AUTH);
        assertThat(WrongCertificate.WRONG_USE
                        .issue(root, CertificateSpec.server("localhost"))
                        .leaf()
                        .getExtendedKeyUsage())
                .containsExactly(CLIENT_AUTH);
        assertThat(leaf(WrongCertificate.NO_USE).getExtendedKeyUsage()).isNull();
        assertThat(leaf(WrongCertificate.WRONG_NAME).getSubjectAlternativeNames())
                .containsExactly(List.of(2, WrongCertificate.OTHER_NAME));
    }

    @Test
    void foreignAuthorityHasTheNameAndNotTheKey() {
        X509Certificate foreign = leaf(WrongCertificate.FOREIGN_AUTHORITY);
        assertThat(foreign.getIssuerX500Principal())
                .isEqualTo(root.certificate().getSubjectX500Principal());
        assertThatThrownBy(() -> foreign.verify(root.certificate().getPublicKey()))
                .isInstanceOf(SignatureException.class);
    }

    @Test
    void formAndStrengthAreOutOfDate() {
        assertThat(leaf(WrongCertificate.VERSION_1).getVersion()).isEqualTo(1);
        assertThat(leaf(WrongCertificate.SHA1).getSigAlgName()).isEqualTo("SHA1withECDSA");
        assertThat(((RSAKey) leaf(WrongCertificate.WEAK_KEY).getPublicKey())
                        .getModulus()
                        .bitLength())
                .isEqualTo(1024);
    }

    @Test
    void chainsAreWrongAsNamed() throws Exception {
        List<X509Certificate> swapped = issue(WrongCertificate.OUT_OF_ORDER).chain();
        swapped.get(0).verify(swapped.get(2).getPublicKey());
        swapped.get(2).verify(swapped.get(1).getPublicKey());
        assertThat(issue(WrongCertificate.TOO_DEEP).chain()).hasSize(4).doesNotContain(root.certificate());
        List<X509Certificate> repeated = issue(WrongCertificate.LEAF_REPEATED).chain();
        assertThat(repeated).hasSize(3);
        assertThat(repeated.get(2)).isEqualTo(repeated.get(0));
    }

    @ParameterizedTest
    @EnumSource(
            value = WrongCertificate.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OUT_OF_ORDER", "FOREIGN_AUTHORITY"})
    void everyOtherOneIsIssuedByWhoFollowsIt(WrongCertificate wrong) {
        List<X509Certificate> chain = issue(wrong).chain();
        X509Certificate issuer = chain.size() > 1 ? chain.get(1) : root.certificate();
        assertThatCode(() -> chain.get(0).verify(issuer.getPublicKey())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {65_536, 65_537, 65_538})
    void chainHasTheSizeAskedFor(int bytes) {
        TestCertificate made = ChainSize.ofPemBytes(bytes);
        assertThat(made.chainPem()).hasSize(bytes);
        assertThat(made.chain()).hasSize(3);
    }

    private TestCertificate issue(WrongCertificate wrong) {
        return wrong.issue(root, CertificateSpec.client("partner-a"));
    }

    private X509Certificate leaf(WrongCertificate wrong) {
        return issue(wrong).leaf();
    }
}
