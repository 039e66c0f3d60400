package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.rules.AttachmentRules;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.OwnFile;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Flips bytes inside well-formed PEM, where the parsers of certificates and keys have to cope. */
final class DamagedFilesTest {
    private static final int CASES = 400;

    private final TestAuthority issuer = TestAuthority.create("Root").intermediate("Issuer");

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "P256", "ED25519"})
    void damageIsReportedAndNeverThrown(KeyType type) throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        TestCertificate made = issuer.issue(CertificateSpec.client("partner-a").key(type));
        Path chain = made.writeChain(directory.resolve("a.crt"));
        Path key = made.writeKey(directory.resolve("a.key"), KeyFormat.PKCS8);
        Path damaged = directory.resolve("damaged.pem");
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            boolean inKey = random.nextBoolean();
            byte[] der = flipped(inKey ? made.key().getEncoded() : made.leaf().getEncoded(), random);
            OwnFile.write(damaged, pem(inKey ? "PRIVATE KEY" : "CERTIFICATE", der));
            try {
                Loaded<ClientCertificate> loaded = ClientCertificates.read(
                        new KeyedMaterial.Files(inKey ? chain : damaged, inKey ? damaged : key),
                        KeyAccess.PRIVATE,
                        AttachmentRules.RELAXED,
                        1);
                refused += loaded instanceof Loaded.Unusable ? 1 : 0;
            } catch (RuntimeException thrown) {
                throw new AssertionError("case " + i + " of seed " + seed, thrown);
            }
        }
        assertThat(refused).as("refused of %d, seed %d", CASES, seed).isPositive();
    }

    private static byte[] flipped(byte[] der, Random random) {
        byte[] copy = der.clone();
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
    }

    private static String pem(String label, byte[] der) {
        String body = new String(Base64.getEncoder().encode(der), StandardCharsets.US_ASCII);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
