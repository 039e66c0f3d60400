package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.chain.Subject;
import dev.countersign.certs.key.KeyMatch;
import dev.countersign.certs.naming.DomainNames;
import dev.countersign.certs.naming.SerialNumber;
import dev.countersign.certs.naming.UsageNames;
import dev.countersign.certs.pem.CertificateBlocks;
import dev.countersign.certs.rules.AttachmentRules;
import dev.countersign.certs.rules.ImportRules;
import dev.countersign.certs.rules.ReimportRules;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

/**
 * Damaged certificates that the JDK still parses, as nobody checks the signature of what stands alone: every rule judges
 * them and every name of them is told, on one safe line. Repeated and lengthened as {@link DamagedFilesTest} is.
 */
final class DamagedCertificatesTest {
    private static final long SEED = Long.getLong("countersign.fuzz.seed", new Random().nextLong());
    private static final int CASES = Integer.getInteger("countersign.fuzz.cases", 5_000);
    private static final Pattern HARMFUL = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
    private static final TestAuthority ROOT = TestAuthority.create("Root");
    private static final TestCertificate WHOLE = ROOT.client("partner-a");

    @Test
    void whateverParsesIsJudgedAndNamed() throws Exception {
        System.out.printf("countersign.fuzz.seed=%d countersign.fuzz.cases=%d%n", SEED, CASES);
        Random random = new Random(SEED);
        Damage damage = new Damage(random);
        List<byte[]> seeds = seeds();
        int judged = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] damaged = damage.inPlace(seeds.get(random.nextInt(seeds.size())));
            X509Certificate certificate = CertificateBlocks.certificate(damaged).orElse(null);
            if (certificate != null) {
                judged++;
                assertHarmless(certificate, "case " + i + " of seed " + SEED);
            }
        }
        assertThat(judged).as("seed %d", SEED).isPositive();
    }

    private static void assertHarmless(X509Certificate certificate, String which) {
        String said;
        try {
            said = judged(certificate);
        } catch (RuntimeException | Error thrown) {
            throw new AssertionError(which, thrown);
        }
        assertThat(HARMFUL.matcher(said).find()).as("%s said %s", which, said).isFalse();
    }

    private static String judged(X509Certificate certificate) {
        KeyedChain alone = new KeyedChain(List.of(certificate), WHOLE.key());
        KeyedChain chain = new KeyedChain(List.of(certificate, ROOT.certificate()), WHOLE.key());
        return Subject.of(certificate)
                + Subject.ofIssuer(certificate)
                + DomainNames.of(certificate)
                + DomainNames.withCommonName(certificate)
                + UsageNames.extended(certificate)
                + UsageNames.keyUsages(certificate)
                + SerialNumber.of(certificate)
                + Identity.of(alone, 1)
                + alone
                + ImportRules.judge(alone, Instant.now())
                + ImportRules.judge(chain, Instant.now())
                + AttachmentRules.CLOUDFRONT.judge(chain.chain())
                + AttachmentRules.RELAXED.judge(alone.chain())
                + ReimportRules.judge(WHOLE.leaf(), certificate)
                + ReimportRules.judge(certificate, WHOLE.leaf())
                + KeyMatch.find(WHOLE.key(), alone.chain()).isPresent();
    }

    private static List<byte[]> seeds() throws Exception {
        GeneralName url = new GeneralName(GeneralName.uniformResourceIdentifier, "http://ocsp.example/");
        byte[] access = new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, url).getEncoded();
        return List.of(
                WHOLE.leaf().getEncoded(),
                ROOT.issue(CertificateSpec.client("partner-a").key(KeyType.RSA_2048))
                        .leaf()
                        .getEncoded(),
                ROOT.issue(CertificateSpec.client("partner-a").key(KeyType.ED25519))
                        .leaf()
                        .getEncoded(),
                ROOT.server("a.example", "192.0.2.1").leaf().getEncoded(),
                ROOT.issue(CertificateSpec.client("partner-a").extensions(Map.of("1.3.6.1.5.5.7.1.1", access)))
                        .leaf()
                        .getEncoded());
    }
}
