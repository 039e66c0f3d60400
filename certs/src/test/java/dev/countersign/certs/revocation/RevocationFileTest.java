package dev.countersign.certs.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.countersign.certs.Expect;
import dev.countersign.certs.Loaded;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.CrlSpec;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.SignatureHash;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which files of revocation lists are read, and what is said of those that are not. */
final class RevocationFileTest {
    private final Instant now = Instant.now();
    private static final String ISSUING_POINT = "2.5.29.28";

    private final TestAuthority one = TestAuthority.create("One");
    private final TestAuthority two = TestAuthority.create("Two");

    @TempDir
    Path directory;

    private Loaded<RevocationLists> read(byte[] content) throws IOException {
        return RevocationFile.read(Files.write(directory.resolve("ca.crl"), content), now);
    }

    private Loaded<RevocationLists> read(String content) throws IOException {
        return read(content.getBytes(StandardCharsets.UTF_8));
    }

    private Loaded<RevocationLists> read(TestCrl list) throws IOException {
        return read(list.der());
    }

    private String problem(CrlSpec spec) throws IOException {
        return Expect.problem(read(one.revoke(spec))).substring((directory.resolve("ca.crl") + " ").length());
    }

    @Test
    void oneListIsReadFromDerAndSeveralFromPemWithTextBetween() throws IOException {
        TestCrl first = one.revoke(
                CrlSpec.of(one.server("a.test").leaf(), one.server("b.test").leaf()));
        assertThat(Expect.usable(read(first)).lists()).singleElement().satisfies(list -> {
            assertThat(list.issuerName()).isEqualTo("CN=One");
            assertThat(list.size()).isEqualTo(2);
        });
        assertThat(Expect.usable(read("One's:\n" + first.pem() + "\nTwo's:\n"
                                + two.revoke(CrlSpec.of()).pem()))
                        .lists())
                .extracting(RevocationList::issuerName, RevocationList::size)
                .containsExactly(tuple("CN=One", 2), tuple("CN=Two", 0));
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void listsSignedWithEveryKindOfKeyAreBelieved(KeyType type) throws IOException {
        TestAuthority authority =
                TestAuthority.create(CertificateSpec.authority("Any").key(type));
        RevocationLists lists = Expect.usable(read(authority.revoke(CrlSpec.of())));
        assertThat(lists.status(authority.server("a.test").leaf(), authority.certificate(), now))
                .isEqualTo(RevocationLists.Status.GOOD);
    }

    @Test
    void equalListsHaveEqualDigestsWhateverTheirOrder() throws IOException {
        String first = one.revoke(CrlSpec.of()).pem();
        String second = two.revoke(CrlSpec.of()).pem();
        String digest = Expect.usable(read(first + second)).digest();
        assertThat(Expect.usable(read(second + first + second)).digest()).isEqualTo(digest);
        assertThat(Expect.usable(read(first)).digest()).isNotEqualTo(digest);
    }

    @Test
    void aListThatHasBeenOvertakenIsWarnedOf() throws IOException {
        Instant end = now.truncatedTo(ChronoUnit.SECONDS).minusSeconds(1);
        assertThat(Expect.warning(read(one.revoke(CrlSpec.of().valid(end.minus(Duration.ofDays(7)), end)))))
                .isEqualTo(
                        directory.resolve("ca.crl") + " holds a revocation list of CN=One that was to be replaced by "
                                + end + ": fetch the next one; until then whom it speaks for is refused");
        Instant begin = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(60);
        assertThat(Expect.warning(read(one.revoke(CrlSpec.of().valid(begin, begin.plusSeconds(60))))))
                .contains("holds a revocation list of CN=One that begins at " + begin + ": check the clock");
    }

    @Test
    void missingEmptyAndForeignFilesAreRefused() throws IOException {
        Path absent = directory.resolve("absent.crl");
        assertThat(Expect.problem(RevocationFile.read(absent, now))).isEqualTo(absent + " does not exist");
        assertThat(Expect.problem(RevocationFile.read(directory, now))).endsWith("is not a regular file: name one");
        assertThat(Expect.problem(read(""))).contains("is empty");
        assertThat(Expect.problem(read("no list"))).contains("is not PEM");
        assertThat(Expect.problem(read(one.revoke(CrlSpec.of()).pem() + one.pem())))
                .endsWith("holds a CERTIFICATE in block 2: only X509 CRL blocks belong here");
    }

    @Test
    void damagedListsAreRefusedAsAWhole() throws IOException {
        byte[] der = one.revoke(CrlSpec.of()).der();
        assertThat(Expect.problem(read(Arrays.copyOf(der, der.length - 1))))
                .endsWith("holds a list that is no readable X.509 CRL: fetch it again");
        assertThat(Expect.problem(read(Arrays.copyOf(der, der.length + 1)))).contains("is no readable X.509 CRL");
        assertThat(Expect.problem(read(new byte[] {0x30, 0}))).contains("is no readable X.509 CRL");
        String pem = two.revoke(CrlSpec.of()).pem();
        assertThat(Expect.problem(read(pem + pem.replaceFirst("\nMI", "\nAI"))))
                .endsWith("holds a list in block 2 that is no readable X.509 CRL: fetch it again");
    }

    @Test
    void aListWithoutANextUpdateOrWithAWeakSignatureIsRefused() throws IOException {
        assertThat(problem(CrlSpec.of().forEver()))
                .isEqualTo("holds a list that does not say when the next one comes, and so could be of any age:"
                        + " have it issued with a next update");
        assertThat(problem(CrlSpec.of().signedWith(SignatureHash.SHA1)))
                .isEqualTo("holds a list that is signed with SHA1WITHECDSA: have it signed with SHA-256 or better");
    }

    /** The hash of RSASSA-PSS is not part of its name. */
    @Test
    void aWeakHashIsSeenWhereTheAlgorithmDoesNotNameIt() throws Exception {
        KeyPair keys = KeyType.RSA_2048.generate();
        for (String hash : List.of("SHA1", "SHA224")) {
            assertThat(Expect.problem(read(signed(keys, hash + "withRSAandMGF1"))))
                    .endsWith("is signed with " + hash + "WITHRSAANDMGF1: have it signed with SHA-256 or better");
        }
        assertThat(Expect.problem(read(signed(keys, "SHA224withRSA")))).contains("is signed with SHA224WITHRSA:");
        assertThat(Expect.usable(read(signed(keys, "SHA256withRSAandMGF1"))).lists())
                .hasSize(1);
    }

    private byte[] signed(KeyPair keys, String algorithm) throws OperatorCreationException, IOException {
        return new X509v2CRLBuilder(new X500Name("CN=One"), Date.from(now))
                .setNextUpdate(Date.from(now.plusSeconds(60)))
                .build(new JcaContentSignerBuilder(algorithm)
                        .setProvider(new BouncyCastleProvider())
                        .build(keys.getPrivate()))
                .getEncoded();
    }

    @Test
    void listsThatDoNotSayAllAreRefused() throws IOException {
        assertThat(problem(CrlSpec.of().extension("2.5.29.27", true, der(new ASN1Integer(1)))))
                .contains("holds changes only (a delta CRL)");
        assertThat(problem(CrlSpec.of().extension("2.5.29.27", false, der(new ASN1Integer(1)))))
                .contains("holds changes only (a delta CRL)");
        assertThat(problem(CrlSpec.of().extension(ISSUING_POINT, true, point(false, false, null, true, false))))
                .contains("is indirect");
        assertThat(problem(CrlSpec.of().extension(ISSUING_POINT, true, point(false, false, null, false, true))))
                .contains("about attribute certificates");
        ReasonFlags some = new ReasonFlags(ReasonFlags.keyCompromise);
        assertThat(problem(CrlSpec.of().extension(ISSUING_POINT, true, point(false, false, some, false, false))))
                .contains("some reasons only");
        DistributionPointName relative = new DistributionPointName(
                DistributionPointName.NAME_RELATIVE_TO_CRL_ISSUER,
                new X500Name("CN=Here").getRDNs()[0].toASN1Primitive());
        byte[] point = der(new IssuingDistributionPoint(relative, false, false, null, false, false));
        assertThat(problem(CrlSpec.of().extension(ISSUING_POINT, true, point)))
                .contains("names its distribution point relative to its issuer");
    }

    @Test
    void criticalExtensionsNobodyKnowsMakeAListUseless() throws IOException {
        assertThat(problem(CrlSpec.of().extension("1.3.6.1.4.1.99999.1", true, der(DERNull.INSTANCE))))
                .contains("has a critical extension that is not known here (1.3.6.1.4.1.99999.1)");
        assertThat(read(one.revoke(CrlSpec.of().extension("1.3.6.1.4.1.99999.1", false, der(DERNull.INSTANCE)))))
                .isInstanceOf(Loaded.Usable.class);
        byte[] other = der(new GeneralNames(new GeneralName(new X500Name("CN=Other"))));
        CrlSpec entry = CrlSpec.of(one.server("a.test").leaf());
        assertThat(problem(entry.entryExtension("2.5.29.29", true, other)))
                .contains("has an entry with a critical extension");
    }

    private static byte[] point(
            boolean leaves, boolean authorities, @Nullable ReasonFlags reasons, boolean indirect, boolean attributes)
            throws IOException {
        return der(new IssuingDistributionPoint(null, leaves, authorities, reasons, indirect, attributes));
    }

    private static byte[] der(ASN1Encodable value) throws IOException {
        return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    }
}
