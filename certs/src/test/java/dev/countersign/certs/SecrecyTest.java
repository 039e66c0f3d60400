package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.rules.AttachmentRules;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.OwnFile;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damages key files in many ways and looks for any piece of them in what is said about it. */
final class SecrecyTest {
    private static final int PIECE = 8;
    private static final TestAuthority ROOT = TestAuthority.create("Root");

    @TempDir
    Path directory;

    @Test
    void noMessageAndNoToStringHoldsAPieceOfAKey() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        TestCertificate rsa = ROOT.issue(CertificateSpec.client("partner-a").key(KeyType.RSA_2048));
        TestCertificate ec = ROOT.client("partner-b");
        for (KeyFormat format : KeyFormat.values()) {
            boolean forEcOnly = format == KeyFormat.SEC1 || format == KeyFormat.SEC1_WITH_PARAMETERS;
            TestCertificate made = forEcOnly ? ec : rsa;
            Path chain = made.writeChain(directory.resolve("a.crt"));
            Path key = directory.resolve("a.key");
            String pem = made.keyPem(format);
            List<String> secrets = secrets(pem, made.key());
            for (String variant : damaged(pem, random)) {
                OwnFile.write(key, variant);
                assertSaysNothing(
                        secrets,
                        ClientCertificates.read(
                                new KeyedMaterial.Files(chain, key), KeyAccess.PRIVATE, AttachmentRules.RELAXED, 1),
                        seed);
                assertSaysNothing(
                        secrets,
                        ClientCertificates.read(
                                new KeyedMaterial.Files(key, chain), KeyAccess.PRIVATE, AttachmentRules.RELAXED, 1),
                        seed);
                assertSaysNothing(secrets, Trust.fromBundle(key), seed);
            }
        }
    }

    private static List<String> damaged(String pem, Random random) {
        List<String> variants = new ArrayList<>(List.of(
                pem,
                pem + pem,
                pem.replace("PRIVATE", "PUBLIC"),
                pem.replace("-----BEGIN", "----BEGIN"),
                pem.replace("PRIVATE KEY", "CERTIFICATE"),
                pem.replace("\n", ""),
                pem.replace("RSA ", "EC ")));
        for (int i = 0; i < 100; i++) {
            StringBuilder text = new StringBuilder(pem);
            text.setCharAt(random.nextInt(text.length()), (char) (' ' + random.nextInt(95)));
            variants.add(text.toString());
            variants.add(pem.substring(0, random.nextInt(pem.length())));
        }
        return variants;
    }

    private static List<String> secrets(String pem, PrivateKey key) {
        List<String> secrets = new ArrayList<>();
        for (String line : pem.split("\n", -1)) {
            if (!line.startsWith("-----") && !line.contains(":")) {
                for (int at = 0; at + PIECE <= line.length(); at += PIECE) {
                    secrets.add(line.substring(at, at + PIECE));
                }
            }
        }
        if (key instanceof RSAPrivateKey rsa) {
            secrets.add(rsa.getPrivateExponent().toString());
            secrets.add(rsa.getPrivateExponent().toString(16));
            secrets.add(rsa.getModulus().toString());
        }
        return secrets;
    }

    private static void assertSaysNothing(List<String> secrets, Loaded<?> loaded, long seed) {
        String said = loaded.toString();
        assertThat(secrets.stream().filter(said::contains))
                .as("seed %s, said %s", seed, said)
                .isEmpty();
    }
}
